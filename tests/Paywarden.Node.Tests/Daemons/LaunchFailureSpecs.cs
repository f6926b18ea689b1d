using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Paywarden.Daemons;

/// <summary>What the world does to a start: one sentence each, with cause and cure.</summary>
public sealed class LaunchFailureSpecs : IDisposable
{
    private readonly Workshop _shop = new();

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task Missing_binary_is_hopeless_and_names_the_key()
    {
        var failed = await _shop.Fail(Workshop.Spec("no-such-wallet-daemon"));
        Assert.True(failed.Hopeless);
        Assert.Contains("no-such-wallet-daemon cannot be started", failed.Why, StringComparison.Ordinal);
        Assert.Contains("paywarden.wallets.store.command", failed.Why, StringComparison.Ordinal);
        Assert.EndsWith("paywarden unpark store-0", failed.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_command_at_all_is_hopeless_too() =>
        Assert.Contains("no command is configured", (await _shop.Fail(Workshop.Spec())).Why, StringComparison.Ordinal);

    [Theory]
    [InlineData("no-such-wallet-daemon")]
    [InlineData("/etc/hostname")]
    public async Task Fallback_command_takes_over_where_the_first_cannot_start(string command)
    {
        var launched = await _shop.Launch(Workshop.Spec(command) with { FallbackCommand = ["sh", "-c", "exit 3"] });
        Assert.Equal(3, (await Workshop.End(launched)).Code);
        Assert.Contains($"{command} cannot be started", Assert.Single(launched.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Script_without_its_interpreter_counts_as_missing()
    {
        var script = Path.Combine(_shop.Data, "daemon");
        await File.WriteAllTextAsync(script, "#!/no/such/python\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.True((await _shop.Fail(Workshop.Spec(script))).Hopeless);
    }

    [Fact]
    public async Task Taken_port_is_named_with_its_holder()
    {
        using Socket holder = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        holder.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        holder.Listen();
        var port = ((IPEndPoint)holder.LocalEndPoint!).Port;
        var spec = Workshop.Spec("true") with { Port = port };
        var failed = await _shop.Fail(spec);
        Assert.False(failed.Hopeless);
        Assert.Contains($"port {port} is taken by ", failed.Why, StringComparison.Ordinal);
        Assert.Contains($"(pid {Environment.ProcessId})", failed.Why, StringComparison.Ordinal);
        holder.Dispose();

        // A child that another test is starting has a copy of the socket for a moment, until its exec.
        await Workshop.Until(() => new PortBook(TimeProvider.System).Claim(spec, out _) is null, "the port is free");
        Assert.Equal(port, (await _shop.Launch(spec)).Site.Port);
    }

    [Fact]
    public async Task Wallet_is_imported_once_and_belongs_to_the_instance()
    {
        var source = Path.Combine(_shop.Data, "store.wallet");
        await File.WriteAllTextAsync(source, "first");
        var spec = Workshop.Script("cat wallet/store.wallet; echo grown >> wallet/store.wallet") with { WalletFile = source };
        Assert.Equal(["first"], await _shop.OutputOf(spec));
        await File.WriteAllTextAsync(source, "changed later");
        Assert.Equal(["firstgrown"], await _shop.OutputOf(spec));
        await _shop.Launcher.SetAsideAsync(spec, CancellationToken.None);
        Assert.Equal(["changed later"], await _shop.OutputOf(spec));
    }

    [Fact]
    public async Task Missing_wallet_file_and_folder_in_its_place_are_hopeless()
    {
        var missing = await _shop.Fail(Workshop.Spec("true") with { WalletFile = "/no/such/store.wallet" });
        var folder = await _shop.Fail(Workshop.Spec("true") with { WalletFile = _shop.Data });
        Assert.True(missing.Hopeless && folder.Hopeless);
        Assert.Contains("/no/such/store.wallet: it does not exist", missing.Why, StringComparison.Ordinal);
        Assert.Contains("it is a folder", folder.Why, StringComparison.Ordinal);
        Assert.EndsWith("paywarden unpark store-0", missing.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wallet_password_is_read_anew_at_each_start()
    {
        var file = Path.Combine(_shop.Data, "password");
        var spec = Workshop.Spec("true") with { WalletPasswordFile = file };
        Assert.True((await _shop.Fail(spec)).Hopeless);
        await File.WriteAllTextAsync(file, "wrong\n");
        Assert.Equal("wrong", (await _shop.Launch(spec)).WalletPassword.Reveal());
        await File.WriteAllTextAsync(file, "right\n");
        Assert.Equal("right", (await _shop.Launch(spec)).WalletPassword.Reveal());
    }

    [Fact]
    public async Task Full_disk_is_named_with_its_file_system_and_passes()
    {
        var mount = Path.Combine(_shop.Data, "small");
        Directory.CreateDirectory(mount);
        Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", mount);
        try
        {
            using Workshop full = new(data: mount);
            await File.WriteAllBytesAsync(Path.Combine(_shop.Data, "big.wallet"), new byte[2 << 20]);
            var spec = Workshop.Spec("sleep", "1000") with { WalletFile = Path.Combine(_shop.Data, "big.wallet") };
            var failed = await full.Fail(spec);
            Assert.False(failed.Hopeless);
            Assert.Contains($"no space left on {mount} (tmpfs, ", failed.Why, StringComparison.Ordinal);
            Assert.Contains("bytes free)", failed.Why, StringComparison.Ordinal);
            Assert.Contains("paywarden.node.data-dir", failed.Why, StringComparison.Ordinal);
            Assert.Empty(full.Marked());

            // Nothing half-written is taken for a wallet once there is space.
            await File.WriteAllBytesAsync(Path.Combine(_shop.Data, "big.wallet"), new byte[1 << 10]);
            var launched = await full.Launch(spec);
            Assert.Equal(1 << 10, new FileInfo(launched.Site.WalletPath).Length);
            launched.Daemon.Signal(DaemonSignal.Kill, wholeGroup: true);
            await Workshop.End(launched);
        }
        finally
        {
            Run("umount", mount);
        }
    }

    private static void Run(string command, params string[] arguments)
    {
        using var process = Process.Start(command, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
