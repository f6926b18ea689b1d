using System.Globalization;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Paywarden.Harness;
using Xunit.Sdk;

namespace Paywarden.Conformance;

/// <summary>What one row works with: its daemons, its connections, what runs in its background, and what it remembers.</summary>
internal sealed partial class Stage(Scene scene, Subject subject) : IAsyncDisposable
{
    private readonly Dictionary<string, Seat> _seats = [];
    private readonly List<int> _forked = [];

    public Subject Subject => subject;

    public Variables Variables { get; } = new();

    public Dictionary<string, Socket> Connections { get; } = [];

    public Dictionary<string, Task<Exchange>> Background { get; } = [];

    public Dictionary<string, ChildProcess> Programs { get; } = [];

    public Seat Seat(string name) => _seats.TryGetValue(name, out var seat) ? seat : throw new XunitException($"there is no daemon {name}");

    public Seat Seat(Step step) => Seat(step.Text("at", "a"));

    /// <summary>A new daemon's place.</summary>
    public Seat Add(string name) => Add(new Seat(subject, name, scene.Subfolder(name)));

    /// <summary>One that is there already, or that somebody else ends.</summary>
    public Seat Add(Seat seat)
    {
        _seats[seat.Name] = seat;
        Variables.Save($"{seat.Name}.folder", seat.Folder);
        Variables.Save($"{seat.Name}.port", seat.Port.ToString(CultureInfo.InvariantCulture));
        Variables.Save($"{seat.Name}.wallet", seat.Wallet);
        Variables.Save($"{seat.Name}.authorization", seat.Authorization);
        Variables.Save("walletPassword", subject.WalletPassword);
        return seat;
    }

    /// <summary>A path of a row: absolute, or below the daemon's network folder.</summary>
    public string Path(Step step, string path) => System.IO.Path.Combine(Seat(step).NetworkFolder, Variables.Fill(path));

    /// <summary>A daemon that outlives its starter is ended with the row.</summary>
    public void KeepForked(string output)
    {
        foreach (Match match in Forked().Matches(output))
        {
            _forked.Add(int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in Connections.Values)
        {
            connection.Dispose();
        }

        foreach (var seat in _seats.Values.Where(s => s.Folder.StartsWith(scene.Folder, StringComparison.Ordinal)))
        {
            seat.Dispose();
        }

        foreach (var program in Programs.Values)
        {
            program.Dispose();
        }

        foreach (var pid in _forked.Where(IsOurs))
        {
            Signals.Send(pid, Signals.Kill);
            await Eventually.HoldsAsync($"pid {pid} is gone", TimeSpan.FromSeconds(10), () => ProcFs.Stat(pid) is not { IsAlive: true });
        }

        await Task.WhenAll(Background.Values.Select(t => t.ContinueWith(_ => { }, TaskScheduler.Default)));
    }

    private bool IsOurs(int pid) => File.Exists($"/proc/{pid}/cmdline") && File.ReadAllText($"/proc/{pid}/cmdline").Contains(scene.Folder, StringComparison.Ordinal);

    [GeneratedRegex(@"starting daemon \(PID (\d+)\)")]
    private static partial Regex Forked();
}
