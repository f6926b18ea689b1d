using System.Globalization;
using System.Text.Json;
using Paywarden.Harness;

namespace Paywarden.Webhooks;

/// <summary>A shop's receiver in another language: its check is the one that the readme documents, taken from there. Killed and started again; what it has kept outlives it.</summary>
internal sealed class PlayedReceiver : IAsyncDisposable
{
    public const string Secret = "a secret between two: 0123456789";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder;
    private readonly string _program;
    private readonly int _port = FreePorts.Take(1)[0];
    private ChildProcess? _process;

    private PlayedReceiver(Scene scene, string program)
    {
        _folder = scene.Subfolder("receiver");
        _program = Path.Combine(_folder, "receiver.py");
        File.WriteAllText(_program, program);
        Behave("ok");
        scene.Own(this);
    }

    /// <summary>Lines of the wallet's configuration.</summary>
    public string Settings => $$"""
        webhooks {
          shop {
            url = "http://127.0.0.1:{{_port}}/events"
            secret = "{{Secret}}"
            allow-private = true
            timeout = 1s
            retry {
              first = 100ms
              max = 1s
              for = 1h
            }
          }
        }
        """;

    private string Book => Path.Combine(_folder, "book");

    private string Mood => Path.Combine(_folder, "mood");

    public static async Task<PlayedReceiver> OfAsync(Scene scene)
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"));
        var check = readme.Split("```python\n")[1].Split("```")[0];
        return new PlayedReceiver(scene, check + await Here("receiver.py"));
    }

    public void Behave(string how)
    {
        File.WriteAllText(Mood + ".new", how);
        File.Move(Mood + ".new", Mood, overwrite: true);
    }

    public void Launch()
    {
        _process?.Dispose();
        _process = new ChildProcess("python3", [_program, _port.ToString(CultureInfo.InvariantCulture), Secret, Book, Mood], Path.Combine(_folder, "receiver.log"), _folder);
    }

    public async Task Kill9Async()
    {
        _process!.Signal(Signals.Kill);
        await _process.ExitAsync(Patience);
    }

    /// <summary>What it has believed, in the order in which it kept it. One killed in the middle of a line has not said that it has it.</summary>
    public async Task<IReadOnlyList<JsonElement>> EventsAsync()
    {
        var text = File.Exists(Book) ? await File.ReadAllTextAsync(Book) : "";
        var kept = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => l.EndsWith(']')).Select(l => JsonSerializer.Deserialize<string[]>(l)!).ToList();
        Assert.DoesNotContain(kept, k => k[0] != "event");
        return [.. kept.Select(k => JsonSerializer.Deserialize<JsonElement>(Convert.FromBase64String(k[2])))];
    }

    /// <summary>The documented check over everything kept, as it came and changed in every way.</summary>
    /// <returns>How many deliveries were tried so.</returns>
    public async Task<int> CheckAsync() =>
        int.Parse(await ChildProcess.RunAsync("python3", [_program, "check", Secret, Book, Mood], _folder, Patience), CultureInfo.InvariantCulture);

    /// <summary>What the journal says should have been told: number, kind and payment.</summary>
    public async Task<IReadOnlyList<(long Sequence, string Kind, string Payment)>> OwedAsync(string dataFolder)
    {
        var script = Path.Combine(_folder, "journal.py");
        await File.WriteAllTextAsync(script, await Here("journal.py"));
        var lines = await ChildProcess.RunAsync("python3", [script, Path.Combine(dataFolder, "journal.db")], _folder, Patience);
        var (owed, attempts) = (new List<(long, string, string)>(), new Dictionary<int, string[]>());
        foreach (var row in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonSerializer.Deserialize<JsonElement>(l)))
        {
            var (number, e) = (row[0].GetInt64(), row[2]);
            string[] OfAttempt() => attempts[e.GetProperty("attempt").GetInt32()];
            switch (row[1].GetString())
            {
                case "ledger.built.1":
                    attempts[e.GetProperty("attempt").GetInt32()] = [.. e.GetProperty("payments").EnumerateArray().Select(p => p.GetString()!)];
                    break;
                case "ledger.accepted.1":
                    owed.Add((number, "payment.accepted", e.GetProperty("order").GetProperty("id").GetString()!));
                    break;
                case "ledger.exposed.1":
                    owed.AddRange(OfAttempt().Select(p => (number, "payment.sent", p)));
                    break;
                case "ledger.rejected.1":
                    owed.Add((number, "payment.rejected", e.GetProperty("payment").GetString()!));
                    break;
                case "ledger.signed.1" or "ledger.seen.1" or "ledger.unseen.1" or "ledger.confirmed.1" or "ledger.unconfirmed.1" or "ledger.final.1":
                    owed.AddRange(OfAttempt().Select(p => (number, "payment." + row[1].GetString()!.Split('.')[1], p)));
                    break;
            }
        }

        return owed;
    }

    public ValueTask DisposeAsync()
    {
        _process?.Dispose();
        return ValueTask.CompletedTask;
    }

    private static Task<string> Here(string name) => File.ReadAllTextAsync(Path.Combine(Repository.Root, "tests", "Paywarden.EndToEnd", "Webhooks", name));
}
