using CsCheck;

namespace Paywarden.Daemons.Dialects;

public sealed class ExitReadingSpecs
{
    public static TheoryData<string> Names => [.. DialectCatalog.All.Select(d => d.Name)];

    [Theory]
    [InlineData("electrum", 0, "Exception: failed to start CommandsServer at <socket>. got exc: OSError(98, \"error while attempting to bind on address ('127.0.0.1', 7800): address already in use\")", "another free port")]
    [InlineData("electrum", 0, "got exc: OverflowError('bind(): port must be 0-65535.')", "not a port")]
    [InlineData("electrum", 0, "OSError: [Errno 28] No space left on device", "the disk is full")]
    [InlineData("electrum", 1, "Daemon already running", "another daemon holds the lock")]
    [InlineData("electron-cash", 0, "Daemon already running", "another daemon holds the lock")]
    [InlineData("electrum", 1, "Error: Failed to load libsecp256k1.", "libsecp256k1 is missing")]
    [InlineData("electron-cash", 1, "ModuleNotFoundError: No module named 'SimpleWebSocketServer'", "Python module that it needs is missing")]
    [InlineData("electron-cash", 1, "FileNotFoundError: [Errno 2] No such file or directory: '/r/index.html'", "requests_dir")]
    [InlineData("electron-cash", 1, "Daemon not running", "its lock file was empty or stale")]
    [InlineData("electron-cash", 1, "Unable to create lockfile due to file system permission problems: [Errno 13] Permission denied", "cannot write its folder")]
    [InlineData("generic", 1, "PermissionError: [Errno 13] Permission denied: '/data/x'", "chown")]
    [InlineData("generic", 3, "something went wrong", "it ended by itself with code 3; its last line was: something went wrong")]
    public void The_last_lines_tell_the_cause(string dialect, int code, string line, string expected)
    {
        var (spec, exit) = (Some.Spec(dialect), Some.Exit(code, "starting", line, ""));

        Assert.Contains(expected, DialectCatalog.Find(dialect)!.Explain(spec, exit), StringComparison.Ordinal);
        Assert.Null(DialectCatalog.Find(dialect)!.Hopeless(spec, exit));
    }

    [Fact]
    public void A_fixed_port_that_is_taken_is_named() =>
        Assert.Contains("ss -ltnp 'sport = :7800'", Explain("electrum", Some.Exit(0, "address already in use"), port: 7800), StringComparison.Ordinal);

    [Theory]
    [InlineData(9, "SIGKILL")]
    [InlineData(11, "SIGSEGV")]
    [InlineData(15, "SIGTERM")]
    [InlineData(34, "signal 34")]
    public void A_signal_is_named_and_beats_what_was_printed_before(int signal, string name)
    {
        Assert.Contains(name, Explain("electrum", new DaemonExit(null, signal, ["No space left on device"])), StringComparison.Ordinal);
        Assert.Contains(name, Explain("electrum", Some.Exit(128 + signal)), StringComparison.Ordinal);
        Assert.Null(DialectCatalog.Find("electrum")!.Hopeless(Some.Spec("electrum"), new DaemonExit(null, signal, ["invalid choice"])));
    }

    [Theory]
    [InlineData(127, "sh: 1: exec: electrum: not found")]
    [InlineData(126, "")]
    [InlineData(0, "starting daemon (PID 16)")]
    [InlineData(2, "electrum: error: unrecognized arguments: --regtest")]
    [InlineData(2, "electrum: error: argument <command>: invalid choice: 'daemon'")]
    public void A_command_that_cannot_be_this_daemon_is_hopeless(int code, string line)
    {
        var (spec, exit) = (Some.Spec("electrum"), Some.Exit(code, line));

        var why = DialectCatalog.Find("electrum")!.Hopeless(spec, exit);

        Assert.EndsWith("then: paywarden unpark store-0", why, StringComparison.Ordinal);
        Assert.Equal(why, DialectCatalog.Find("electrum")!.Explain(spec, exit));
    }

    [Fact]
    public void An_end_that_left_no_trace_is_still_a_sentence()
    {
        Assert.Equal("it ended by itself with code 0 and said nothing", Explain("electrum", Some.Exit(0)));
        Assert.StartsWith("it ended while no parent watched", Explain("electrum", Some.Exit(null)), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void There_is_always_a_sentence(string dialect) =>
        Gen.Select(Gen.Int[0, 255], Gen.Bool, Gen.Int[1, 64], Gen.String.Array[0, 5]).Sample((code, known, signal, lines) =>
        {
            var exits = new[] { new DaemonExit(known ? code : null, null, [.. lines]), new DaemonExit(null, signal, [.. lines]) };

            Assert.All(exits, exit => Assert.NotEmpty(Explain(dialect, exit)));
            Assert.NotEmpty(DialectCatalog.Find(dialect)!.ExplainUnready(Some.Spec(dialect), Some.Site(), known ? null : "refused", lines));
        });

    [Theory]
    [MemberData(nameof(Names))]
    public void A_process_without_an_rpc_is_told_apart_from_one_that_is_not_ours(string name)
    {
        var dialect = DialectCatalog.Find(name)!;

        var absent = dialect.ExplainUnready(Some.Spec(name), Some.Site(), "it refused the connection", []);
        Assert.Contains("nobody listens on port 7800", absent, StringComparison.Ordinal);
        Assert.Contains("start.ready-within", absent, StringComparison.Ordinal);
        Assert.Contains("another free port", absent, StringComparison.Ordinal);

        var silent = dialect.ExplainUnready(Some.Spec(name), Some.Site(), "it had not answered in time", []);
        Assert.Contains("answers no RPC on port 7800 (it had not answered in time)", silent, StringComparison.Ordinal);

        var foreign = dialect.ExplainUnready(Some.Spec(name) with { Port = 7800 }, Some.Site(), "HTTP 401 Unauthorized", []);
        Assert.Contains("refuses the credentials of this start", foreign, StringComparison.Ordinal);

        Assert.Contains("the disk is full", dialect.ExplainUnready(Some.Spec(name), Some.Site(), null, ["OSError: [Errno 28] No space left on device"]), StringComparison.Ordinal);
    }

    private static string Explain(string dialect, DaemonExit exit, int port = 0) =>
        DialectCatalog.Find(dialect)!.Explain(Some.Spec(dialect) with { Port = port }, exit);
}
