// An ASP.NET Core application with two handlers that are components. Each request has an instance of its own, with limits of its own.
using Dovetail;
using Dovetail.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
var app = builder.Build();
app.Urls.Add("http://127.0.0.1:0");

using var engine = new Engine();
var limits = new ComponentHostOptions { Limits = new StoreOptions { Deadline = TimeSpan.FromSeconds(10), MaxMemoryBytes = 16 << 20 } };
app.MapComponent("/greet", Component.Load(engine, Path.Combine(AppContext.BaseDirectory, "greet.wasm")), limits);

var shout = new ComponentHost(Component.Load(engine, Path.Combine(AppContext.BaseDirectory, "shout.wasm")), limits);
app.MapComponent("/shout", shout);
app.MapGet("/", () => "this one is C#\n");
await app.StartAsync();

using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
Console.Write($"GET  /            {await client.GetStringAsync("/")}");
Console.Write($"GET  /greet/world {await client.GetStringAsync("/greet/world")}");
Console.Write($"POST /shout       {await Shout("components answer\n")}");

// The other handler takes over at the same address, while the application runs. It uses less of what both import.
var swap = shout.Swap(Component.Load(engine, Path.Combine(AppContext.BaseDirectory, "greet.wasm")));
await swap.Retired;
Console.WriteLine("swapped");
foreach (var change in swap.Difference.Changes)
    Console.WriteLine($"  {change}");
Console.Write($"POST /shout       {await Shout("components answer\n")}");

await app.StopAsync();

async Task<string> Shout(string text)
{
    using var response = await client.PostAsync("/shout", new StringContent(text));
    return await response.Content.ReadAsStringAsync();
}
