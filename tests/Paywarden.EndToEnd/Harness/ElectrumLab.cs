using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;

namespace Paywarden.Harness;

/// <summary>A block chain of one's own for Debian's electrum: the small server of the tests, and an encrypted wallet made by electrum itself.</summary>
internal sealed class ElectrumLab : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ChildProcess _server;
    private readonly int _adminPort;

    private ElectrumLab(ChildProcess server, int port, int adminPort, string walletFile, string password)
    {
        _server = server;
        _adminPort = adminPort;
        Port = port;
        WalletFile = walletFile;
        Password = password;
    }

    /// <summary>The first of four, all of one chain.</summary>
    public int Port { get; }

    public string WalletFile { get; }

    public string Password { get; }

    /// <summary>The lines of a wallet in the node's configuration: three twins of this wallet, and its signer.</summary>
    public string WalletSettings => SettingsWith(1);

    /// <summary>The same, with a server of its own for each daemon.</summary>
    public string WalletOnThreeServers => SettingsWith(3);

    public static async Task<ElectrumLab> StartAsync(Scene scene)
    {
        var folder = scene.Subfolder("electrum-lab");
        var (walletFile, password) = await CreateWalletAsync(folder);
        var port = FreePorts.TakeRun(4);
        var adminPort = FreePorts.Take(1)[0];
        var server = new ChildProcess(
            "python3", [Repository.MiniElectrum, Text(port), Text(adminPort)], Path.Combine(folder, "server.log"), folder);
        var lab = scene.Own(new ElectrumLab(server, port, adminPort, walletFile, password));
        await Eventually.SeeAsync("the small Electrum server answers", Patience, lab.StateAsync, state => state.GetProperty("height").GetInt32() > 0);
        return lab;
    }

    /// <summary>Pays to an address, in a transaction that is not yet in a block.</summary>
    public Task FundAsync(string address, long satoshis) => AdminAsync(new { cmd = "fund", address, sats = satoshis });

    /// <summary>From now on the server takes transactions and does not say so.</summary>
    public Task LoseRepliesAsync(bool lose) => AdminAsync(new { cmd = "set", drop_broadcast_reply = lose });

    public Task MineAsync(int blocks = 1) => AdminAsync(new { cmd = "mine", n = blocks });

    public Task<JsonElement> StateAsync() => AdminAsync(new { cmd = "state" });

    public ValueTask DisposeAsync()
    {
        _server.Dispose();
        return ValueTask.CompletedTask;
    }

    private string SettingsWith(int servers) => $"""
        dialect = electrum
        daemons = 3
        network = regtest
        wallet-file = "{WalletFile}"
        wallet-password = "{Password}"
        servers = [{string.Join(", ", Enumerable.Range(Port, servers).Select(port => $"\"127.0.0.1:{port}:t\""))}]
        """;

    private static async Task<(string File, string Password)> CreateWalletAsync(string folder)
    {
        var file = Path.Combine(folder, "store.wallet");
        var password = Guid.NewGuid().ToString("N");

        // The seed that it prints goes to a file in the scene's folder: it is worth nothing outside this chain.
        await ChildProcess.RunAsync(
            "electrum",
            ["--regtest", "--offline", "-D", Path.Combine(folder, "electrum"), "-w", file, "create", "--password", password, "--encrypt_file", "true"],
            folder,
            Patience,
            environment: new Dictionary<string, string?> { ["HOME"] = folder });
        return (file, password);
    }

    private async Task<JsonElement> AdminAsync(object command)
    {
        using var connection = new TcpClient();
        try
        {
            await connection.ConnectAsync("127.0.0.1", _adminPort);
        }
        catch (SocketException e)
        {
            throw new IOException($"the small Electrum server does not answer: {e.Message}. {_server.Tail()}", e);
        }

        await using var stream = connection.GetStream();
        await stream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(command));
        await stream.WriteAsync("\n"u8.ToArray());
        using var reader = new StreamReader(stream);
        var answer = JsonSerializer.Deserialize<JsonElement>(await reader.ReadLineAsync() ?? throw new IOException("the small Electrum server closed the connection"));
        Assert.False(answer.TryGetProperty("error", out var error), $"the small Electrum server refused {JsonSerializer.Serialize(command)}: {error}");
        return answer;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
