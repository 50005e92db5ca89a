using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dovetail.Tests.Cli;

/// <summary>Headless Chromium with one page open, driven over its DevTools protocol.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] _flags =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--remote-debugging-port=0",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("dovetail-chromium").FullName;
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(60));
    private Process? _process;
    private int _lastId;

    /// <summary>Where the browser is; null where there is none.</summary>
    public static string? Program { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => new[] { Path.Combine(folder, "chromium"), Path.Combine(folder, "chromium-browser") }).FirstOrDefault(File.Exists);

    /// <summary>Starts the browser with a page.</summary>
    public static async Task<Chromium> Open(string file, int width = 1280, int height = 900)
    {
        var browser = new Chromium();
        var start = new ProcessStartInfo(Program!) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])[.. _flags, $"--window-size={width},{height}", $"--user-data-dir={browser._folder}", new Uri(file).AbsoluteUri])
        {
            start.ArgumentList.Add(argument);
        }
        browser._process = Process.Start(start)!;
        browser._process.ErrorDataReceived += (_, _) => { };
        browser._process.OutputDataReceived += (_, _) => { };
        browser._process.BeginErrorReadLine();
        browser._process.BeginOutputReadLine();
        await browser._socket.ConnectAsync(await browser.PageAddress(), browser._limit.Token);
        while (!(bool)(await browser.Evaluate("location.protocol === 'file:' && document.readyState === 'complete'"))!)
        {
            await Task.Delay(50, browser._limit.Token);
        }
        return browser;
    }

    /// <summary>What an expression is on the page.</summary>
    public async Task<JsonNode?> Evaluate(string expression)
    {
        var answer = await Send("Runtime.evaluate", new JsonObject { ["expression"] = expression, ["returnByValue"] = true });
        return answer["exceptionDetails"] is { } error ? throw new InvalidOperationException(error.ToJsonString()) : answer["result"]!["value"];
    }

    /// <summary>Presses and releases the mouse in the middle of an element.</summary>
    public async Task Click(string selector)
    {
        var place = (await Evaluate($$"""(() => { const r = document.querySelector({{JsonSerializer.Serialize(selector)}}).getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; })()"""))!.AsArray();
        foreach (var type in (string[])["mousePressed", "mouseReleased"])
        {
            await Send("Input.dispatchMouseEvent", new JsonObject
            {
                ["type"] = type,
                ["x"] = (double)place[0]!,
                ["y"] = (double)place[1]!,
                ["button"] = "left",
                ["clickCount"] = 1,
            });
        }
    }

    /// <summary>Presses and releases a key, as <c>Tab</c> or <c>ArrowRight</c>.</summary>
    public async Task Press(string key, int code)
    {
        foreach (var type in (string[])["keyDown", "keyUp"])
        {
            var parameters = new JsonObject { ["type"] = type, ["key"] = key, ["code"] = key, ["windowsVirtualKeyCode"] = code };
            if (key == "Enter" && type == "keyDown")
            {
                parameters["text"] = "\r";
            }
            await Send("Input.dispatchKeyEvent", parameters);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _process?.Kill(entireProcessTree: true);
        await (_process?.WaitForExitAsync() ?? Task.CompletedTask);
        _process?.Dispose();
        _limit.Dispose();
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (IOException)
        {
            // A child of the browser's may still write; what is left is in the folder for temporary files.
        }
    }

    // The browser writes the port that it got into its folder.
    private async Task<Uri> PageAddress()
    {
        var file = Path.Combine(_folder, "DevToolsActivePort");
        string[] lines;
        while (!File.Exists(file) || (lines = await File.ReadAllLinesAsync(file, _limit.Token)).Length < 2)
        {
            await Task.Delay(50, _limit.Token);
        }
        using var http = new HttpClient();
        while (true)
        {
            var pages = JsonNode.Parse(await http.GetStringAsync($"http://127.0.0.1:{lines[0]}/json/list", _limit.Token))!.AsArray();
            if (pages.FirstOrDefault(page => (string?)page!["type"] == "page") is { } found)
            {
                return new Uri((string)found["webSocketDebuggerUrl"]!);
            }
            await Task.Delay(50, _limit.Token);
        }
    }

    private async Task<JsonNode> Send(string method, JsonObject parameters)
    {
        var id = ++_lastId;
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, true, _limit.Token);
        while (true)
        {
            using var bytes = new MemoryStream();
            var buffer = new byte[16 * 1024];
            WebSocketReceiveResult received;
            do
            {
                received = await _socket.ReceiveAsync(buffer, _limit.Token);
                bytes.Write(buffer, 0, received.Count);
            }
            while (!received.EndOfMessage);
            var answer = JsonNode.Parse(bytes.ToArray())!;
            if ((int?)answer["id"] == id)
            {
                return answer["result"] ?? throw new InvalidOperationException(answer.ToJsonString());
            }
        }
    }
}
