using System.Text.Json;
using Paywarden.Conformance;
using Paywarden.Harness;
using Paywarden.Ledger;
using Paywarden.Ledger.Codec;

namespace Paywarden.Coins;

/// <summary>One simulated daemon of a rehearsal, with its wallet open.</summary>
internal sealed class CoinDaemon : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly string _password = Guid.NewGuid().ToString("N");
    private readonly string _folder;
    private readonly string _wallet;
    private readonly string? _walletPassword;
    private readonly string[] _words;
    private int _port;
    private ChildProcess? _process;

    public CoinDaemon(string folder, string wallet, string? walletPassword, string[] words) =>
        (_folder, _wallet, _walletPassword, _words) = (folder, wallet, walletPassword, words);

    public int Pid => _process!.Pid;

    public async Task StartAsync(params string[] more)
    {
        _port = FreePorts.Take(1)[0];
        Directory.CreateDirectory(Path.Combine(_folder, "regtest"));
        File.Delete(Path.Combine(_folder, "regtest", "daemon"));
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "regtest", "config"), $$"""{"rpcport": {{_port}}, "rpcuser": "coins", "rpcpassword": "{{_password}}"}""");
        _process?.Dispose();
        _process = new ChildProcess(
            CoinStage.Program, ["--regtest", "-D", _folder, "daemon", .. _words, .. more], Path.Combine(_folder, "output.log"), _folder, new Dictionary<string, string?> { ["HOME"] = _folder });
        await Eventually.SeeAsync("ping", Patience, () => SendAsync("ping"), e => e.Status == 200, TimeSpan.FromMilliseconds(10));
        await CallAsync("daemon", new { electron_cash_path = _folder, regtest = true, cwd = "/", subcommand = "load_wallet", wallet_path = _wallet, password = _walletPassword });
    }

    /// <summary>Until the wallet is up to date.</summary>
    public Task SyncAsync() => UntilAsync("is_synchronized", r => r.GetBoolean());

    public void Kill() => _process!.Signal(Signals.Kill);

    /// <summary>By position; a single object binds by name where <see cref="NamedAsync"/> is used.</summary>
    public async Task<JsonElement> CallAsync(string method, params object?[] parameters) => Result(method, await SendAsync(method, JsonSerializer.Serialize(parameters)));

    public async Task<JsonElement> NamedAsync(string method, object parameters) => Result(method, await SendAsync(method, JsonSerializer.Serialize(parameters)));

    /// <summary>The message of the error that it must answer.</summary>
    public async Task<string> RefusedAsync(string method, object parameters)
    {
        var reply = JsonSerializer.Deserialize<JsonElement>((await SendAsync(method, JsonSerializer.Serialize(parameters))).Body);
        return reply.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object
            ? error.GetProperty("message").GetString()!
            : throw new InvalidOperationException($"{method} was not refused: {reply}");
    }

    public Task<JsonElement> UntilAsync(string method, Func<JsonElement, bool> enough, params object?[] parameters) =>
        Eventually.SeeAsync($"{method} on {Path.GetFileName(_folder)}", Patience, () => CallAsync(method, parameters), enough, TimeSpan.FromMilliseconds(10));

    public async Task<string> BuildAsync(string to, string amount) =>
        (await NamedAsync("payto", new { destination = to, amount, feerate = 1, unsigned = true })).GetProperty("hex").GetString()!;

    public async Task<string> SignAsync(string partial)
    {
        var signed = await NamedAsync("signtransaction", new { tx = partial, password = _walletPassword });
        Assert.True(signed.GetProperty("complete").GetBoolean());
        return signed.GetProperty("hex").GetString()!;
    }

    /// <summary>The text of a broadcast's answer; a good one's is its id.</summary>
    public async Task<string> BroadcastAsync(string raw) => (await CallAsync("broadcast", raw))[1].GetString()!;

    public Task FaultAsync(string fault) => CallAsync("simulator_fault", fault);

    public Task MineAsync(int blocks) => CallAsync("simulator_chain", $"mine {blocks}");

    /// <summary>Its confirmations in the wallet's history; -1: not in it.</summary>
    public async Task<int> ConfirmationsAsync(string id) => (await CallAsync("history")).EnumerateArray()
        .Where(e => e.GetProperty("txid").GetString() == id).Select(e => e.GetProperty("confirmations").GetInt32()).DefaultIfEmpty(-1).Single();

    public Task ConfirmedAsync(string id, int confirmations) =>
        Eventually.SeeAsync($"{confirmations} confirmations on {Path.GetFileName(_folder)}", Patience, () => ConfirmationsAsync(id), seen => seen == confirmations);

    public async Task<WalletAccount> AccountAsync()
    {
        Assert.True(ExtendedPublicKey.TryRead(Chains.BchRegtest, (await CallAsync("getmpk")).GetString()!, out var key, out var why), why);
        return WalletAccount.Of(key);
    }

    public ValueTask DisposeAsync()
    {
        _process?.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task<Exchange> SendAsync(string method, string? parameters = null) =>
        Wire.SendAsync(_port, Wire.Post(Seat.BasicOf("coins", _password), Wire.Call(method, parameters)));

    private static JsonElement Result(string method, Exchange exchange)
    {
        if (exchange.Ending is "refused" or "reset" or "closed")
        {
            throw new HttpRequestException($"{method}: {exchange.Ending}");
        }

        var reply = JsonSerializer.Deserialize<JsonElement>(exchange.Body);
        return reply.TryGetProperty("result", out var result) ? result : throw new InvalidOperationException($"{method}: {exchange.Body}");
    }
}
