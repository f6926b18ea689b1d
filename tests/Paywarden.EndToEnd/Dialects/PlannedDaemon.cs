using System.Collections.Immutable;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Paywarden.Daemons;
using Paywarden.Harness;
using Paywarden.Kernel;

namespace Paywarden.Dialects;

/// <summary>A real daemon started from a dialect's plan to the letter: its files, its arguments, its calls, and nothing else.</summary>
internal sealed class PlannedDaemon : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Dialect _dialect;
    private readonly DaemonSpec _spec;
    private readonly DaemonSite _site;
    private readonly HttpClient _http;
    private readonly Process _process;
    private readonly List<string> _lines = [];

    public PlannedDaemon(Dialect dialect, DaemonSpec spec, DaemonSite site)
    {
        (_dialect, _spec, _site) = (dialect, spec, site);
        var plan = dialect.Plan(spec, site);
        foreach (var file in plan.Files)
        {
            var path = Path.Combine(site.Folder, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, file.Content);
        }

        // Where the plan says that the daemon keeps no connection, none may be kept here: it would block everybody.
        var wire = new SocketsHttpHandler { PooledConnectionLifetime = plan.Endpoint.KeepAlive ? Timeout.InfiniteTimeSpan : TimeSpan.Zero };
        _http = new HttpClient(wire) { BaseAddress = plan.Endpoint.Url, Timeout = Patience };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{plan.Endpoint.User}:{plan.Endpoint.Password.Reveal()}")));
        _process = Start(plan, site);
    }

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>All calls of Awaken, each until its reading is final; the last reading.</summary>
    public async Task<ReplyReading> AwakenAsync(Secret walletPassword)
    {
        ReplyReading reading = new ReplyReading.Good();
        var calls = _dialect.Awaken(_spec, _site, walletPassword);
        for (var step = 0; step < calls.Count && reading is ReplyReading.Good; step++)
        {
            reading = await UntilAsync(calls[step].Method, async () =>
            {
                var (result, error) = await CallAsync(calls[step]);
                return _dialect.ReadAwaken(_spec, _site, step, result, error);
            }, r => r is not ReplyReading.NotYet);
        }

        return reading;
    }

    public Task<HealthReport> ProbeUntilAsync(Func<HealthReport, bool> good) => UntilAsync("probe", async () =>
    {
        var results = new List<JsonElement?>();
        foreach (var call in _dialect.Probe(_spec, _site))
        {
            results.Add((await CallAsync(call)).Result);
        }

        return _dialect.ReadProbe(_spec, _site, results);
    }, good);

    public async Task<(JsonElement? Result, DaemonError? Error)> CallAsync(DaemonCall call)
    {
        using var body = new StringContent($$"""{"jsonrpc":"2.0","id":1,"method":"{{call.Method}}","params":{{call.Params}}}""");
        using var reply = await _http.PostAsync(_http.BaseAddress, body);
        if (reply.StatusCode != HttpStatusCode.InternalServerError) // where nodes put their errors
        {
            reply.EnsureSuccessStatusCode();
        }

        var json = JsonDocument.Parse(await reply.Content.ReadAsStringAsync()).RootElement;
        return json.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object
            ? (null, new DaemonError(error.GetProperty("code").GetInt32(), error.GetProperty("message").GetString()!))
            : (json.GetProperty("result"), null);
    }

    public async Task<DaemonExit> ExitAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(limit.Token);
        return new DaemonExit(_process.ExitCode, null, [.. Lines]);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _http.Dispose();
    }

    private Process Start(LaunchPlan plan, DaemonSite site)
    {
        var start = new ProcessStartInfo(plan.Arguments[0], plan.Arguments.Skip(1))
        {
            WorkingDirectory = site.Folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/bin:/bin";
        start.Environment["HOME"] = site.Folder;
        start.Environment["LANG"] = "C";
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { } runtime)
        {
            start.Environment["DOTNET_ROOT"] = runtime;
        }

        foreach (var (name, value) in plan.Environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private void Keep(string? line)
    {
        lock (_lines)
        {
            _lines.AddRange(line is null ? [] : [line]);
        }
    }

    private static Task<T> UntilAsync<T>(string what, Func<Task<T>> look, Func<T, bool> enough) => Eventually.SeeAsync(what, Patience, look, enough);
}
