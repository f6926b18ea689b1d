using System.Globalization;
using System.Text;
using System.Text.Json;
using Paywarden.Harness;

namespace Paywarden.Conformance;

/// <summary>Where one daemon of a row lives: its folder, port, credentials and wallet, and its process while it has one.</summary>
internal sealed class Seat(Subject subject, string name, string folder) : IDisposable
{
    private int _starts;

    public string Name => name;

    public string Folder => folder;

    public string NetworkFolder { get; } = Directory.CreateDirectory(Path.Combine(folder, "regtest")).FullName;

    public int Port { get; private init; } = FreePorts.Take(1)[0];

    public string User { get; } = "paywarden";

    public string Password { get; private init; } = Guid.NewGuid().ToString("N");

    public string Wallet { get; } = Path.Combine(folder, "store.wallet");

    public ChildProcess? Process { get; private set; }

    public string Authorization => BasicOf(User, Password);

    /// <summary>Another daemon on the same folder: how a second start comes about.</summary>
    public Seat Beside(string other) => new(subject, other, folder) { Port = Port, Password = Password };

    public async Task PlaceAsync(JsonElement? config, bool isSealed)
    {
        await File.WriteAllTextAsync(Path.Combine(NetworkFolder, "config"), subject.Settings(this, config));
        await subject.PutWalletAsync(Wallet, isSealed);
    }

    public void Start(IEnumerable<string> words)
    {
        Process?.Dispose();
        Process = Launch(["daemon", .. words], $"{name}-{_starts++}.log");
    }

    public ChildProcess Launch(IEnumerable<string> words, string log) =>
        new(subject.Program, ["--regtest", "-D", folder, .. words], Path.Combine(folder, log), folder, Environment());

    /// <summary>Waits for a ping with our credentials on our port.</summary>
    public Task ReadyAsync() => Eventually.SeeAsync(
        $"daemon {name} answers ping",
        TimeSpan.FromSeconds(20),
        async () => Process is { HasExited: true } ended
            ? throw new InvalidOperationException($"daemon {name} ended at its start: {ended.Tail()}")
            : await Wire.SendAsync(Port, Wire.Post(Authorization, Wire.Call("ping", null))),
        exchange => exchange.Status == 200,
        TimeSpan.FromMilliseconds(10));

    public static string BasicOf(string user, string password) =>
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{user}:{password}")));

    public void Dispose() => Process?.Dispose();

    // A home of its own: the trap that would use the user's is part of the table.
    private Dictionary<string, string?> Environment() => new()
    {
        ["HOME"] = folder,
        ["LANG"] = "C",
        ["LANGUAGE"] = "C",
        ["PYTHONUNBUFFERED"] = "1",
    };
}
