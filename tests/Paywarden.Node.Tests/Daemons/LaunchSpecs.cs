using System.Collections.Immutable;
using System.Globalization;

namespace Paywarden.Daemons;

public sealed class LaunchSpecs : IDisposable
{
    private const string WakesUp = "echo awake; exec sleep 1000";

    private readonly Workshop _shop = new();

    public void Dispose() => _shop.Dispose();

    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 7", 7)]
    public async Task Exit_code_is_told(string script, int code)
    {
        var exit = await Workshop.End(await _shop.Launch(Workshop.Script(script)));
        Assert.Equal((code, null), (exit.Code, exit.Signal));
    }

    [Theory]
    [InlineData("kill -TERM $$", 15)]
    [InlineData("kill -SEGV $$", 11)]
    public async Task Signal_is_told_in_place_of_a_code(string script, int signal)
    {
        var exit = await Workshop.End(await _shop.Launch(Workshop.Script(script)));
        Assert.Equal((null, signal), (exit.Code, exit.Signal));
    }

    [Theory]
    [InlineData(DaemonSignal.Terminate, false)]
    [InlineData(DaemonSignal.Kill, false)]
    [InlineData(DaemonSignal.Kill, true)]
    public async Task Signals_reach_the_process(DaemonSignal signal, bool wholeGroup)
    {
        var launched = await _shop.Launch(Workshop.Spec("sleep", "1000"));
        launched.Daemon.Signal(signal, wholeGroup);
        Assert.Equal((int)signal, (await Workshop.End(launched)).Signal);
        launched.Daemon.Signal(signal, wholeGroup);
        Assert.Null(launched.Daemon.Look());
    }

    [Fact]
    public async Task Environment_is_an_allow_list_with_the_mark()
    {
        Environment.SetEnvironmentVariable("STORE_WALLET_PASSWORD", "in our own environment");
        var lines = await _shop.OutputOf(Workshop.Spec("env"));
        var names = lines.Select(l => l.Split('=')[0]).Except(["TZ"]).Order(StringComparer.Ordinal);
        Assert.Equal(["HOME", "LANG", "LANGUAGE", "LC_ALL", "PATH", "PAYWARDEN_DAEMON", "PAYWARDEN_DATA"], names);
        Assert.Contains($"PAYWARDEN_DATA={_shop.Data}", lines);
        Assert.Contains("PAYWARDEN_DAEMON=store-0", lines);
        Assert.Contains($"HOME={_shop.Folder().Home}", lines);
    }

    [Fact]
    public async Task Plan_may_add_to_the_environment_but_not_change_the_mark()
    {
        using Workshop shop = new(new ScriptDialect { Variables = _ => ImmutableDictionary<string, string>.Empty.Add("EXTRA", "1") });
        Assert.Contains("EXTRA=1", await shop.OutputOf(Workshop.Spec("env")));
    }

    [Fact]
    public async Task Signals_are_as_a_shell_gives_them()
    {
        var lines = await _shop.OutputOf(Workshop.Script("grep -E '^Sig(Ign|Blk)' /proc/self/status"));
        var masks = lines.Select(l => Convert.ToUInt64(l.Split('\t')[1], 16)).ToList();

        // glibc's posix_spawn ignores its own two, 32 and 33; every program's glibc takes them back.
        Assert.Equal(2, masks.Count);
        Assert.All(masks, m => Assert.Equal(0UL, m & ~(3UL << 31)));
    }

    [Fact]
    public async Task Daemon_leads_a_session_of_its_own_with_three_open_files()
    {
        var launched = await _shop.Launch(Workshop.Spec("sleep", "1000"));
        var pid = launched.Daemon.Identity!.Pid;
        Assert.Equal(pid, ProcFs.Stat(pid)!.Value.Session);
        var open = new DirectoryInfo($"/proc/{pid}/fd").EnumerateFileSystemInfos().OrderBy(f => int.Parse(f.Name, CultureInfo.InvariantCulture)).Select(f => f.LinkTarget);
        Assert.Equal(["/dev/null", _shop.Folder().Output, _shop.Folder().Output], open);
        Assert.Equal(_shop.Folder().Home, new FileInfo($"/proc/{pid}/cwd").LinkTarget);
        Assert.True(launched.Daemon.Look() is { State: 'S' or 'R' or 'D', ResidentBytes: > 0 });
    }

    [Fact]
    public async Task Everything_on_disk_is_for_the_user_alone()
    {
        using Workshop shop = new(new ScriptDialect { Files = [new("deep/config", "secret")] });
        var wallet = Path.Combine(shop.Data, "store.wallet");
        await File.WriteAllTextAsync(wallet, "seed");
        File.SetUnixFileMode(wallet, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        await shop.OutputOf(Workshop.Script("echo own > own-file") with { WalletFile = wallet });
        var root = new DirectoryInfo(shop.Folder().Root);
        var all = root.EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Append(root).ToList();
        Assert.Contains(all, f => f.Name == "own-file");
        Assert.Contains(all, f => f.Name == "run.json");
        Assert.Contains(all, f => f.Name == "config");
        Assert.Contains(all, f => f.Name == "store.wallet");
        Assert.All(all, f => Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | (f is DirectoryInfo ? UnixFileMode.UserExecute : 0), f.UnixFileMode));
    }

    [Fact]
    public async Task Planned_files_are_written_at_each_start_or_only_at_the_first()
    {
        using Workshop shop = new(new ScriptDialect { Files = [new("each", "fresh\n"), new("once", "fresh\n", OnlyIfMissing: true)] });
        var script = Workshop.Script("cat each once; echo grown >> each; echo grown >> once");
        Assert.Equal(["fresh", "fresh"], await shop.OutputOf(script));
        Assert.Equal(["fresh", "fresh", "grown"], await shop.OutputOf(script));
    }

    [Fact]
    public async Task Each_start_has_a_port_and_a_password_of_its_own()
    {
        var first = await _shop.Launch(Workshop.Spec("true"));
        await Workshop.End(first);
        var second = await _shop.Launch(Workshop.Spec("true"));
        Assert.NotEqual(first.Site.Port, second.Site.Port);
        Assert.NotEqual(first.Site.Password, second.Site.Password);
        Assert.Equal(43, second.Site.Password.Reveal().Length);
        Assert.Equal($"store-0#{second.Daemon.Identity!.Pid}", second.Endpoint.Incarnation);
    }

    [Fact]
    public async Task Launching_again_ends_what_still_runs()
    {
        var first = await _shop.Launch(Workshop.Spec("sleep", "1000"));
        var second = await _shop.Launch(Workshop.Spec("sleep", "1000"));
        Assert.True(first.Daemon.Exited.IsCompletedSuccessfully);
        await _shop.RunsOnly(second.Daemon.Identity!.Pid);
    }

    [Fact]
    public async Task Launching_ends_a_predecessor_that_an_earlier_node_started()
    {
        var first = await _shop.Launch(Workshop.Spec("sleep", "1000"));
        using Workshop later = new(data: _shop.Data);
        var second = await later.Launch(Workshop.Spec("sleep", "1000"));
        Assert.Equal(9, (await Workshop.End(first)).Signal);
        await later.RunsOnly(second.Daemon.Identity!.Pid);
    }

    [Fact]
    public async Task Last_lines_are_of_the_current_run_and_show_no_password()
    {
        using Workshop shop = new(new ScriptDialect { Variables = site => ImmutableDictionary<string, string>.Empty.Add("LEAK", site.Password.Reveal()) });
        await shop.OutputOf(Workshop.Script("echo of the first run"));
        var lines = await shop.OutputOf(Workshop.Script("echo to stdout; echo to stderr >&2; echo rpcpassword $LEAK; printf 'bad \\377 byte, no newline'"));
        Assert.Equal(["to stdout", "to stderr", "(a line with a password, left out)", "bad \ufffd byte, no newline"], lines);
    }

    [Fact]
    public async Task Lines_can_be_read_while_it_runs()
    {
        var launched = await _shop.Launch(Workshop.Script(WakesUp));
        await Workshop.Until(() => launched.Daemon.LastLines() is ["awake"], "its first line");
    }

    [Fact]
    public async Task Stale_lock_of_a_dead_predecessor_is_removed_and_named()
    {
        using Workshop shop = new(new ScriptDialect { StaleLocks = ["daemon"] });
        var first = await shop.Launch(Workshop.Script("echo $$ > daemon; exec sleep 1000"));
        await Workshop.Until(() => File.Exists(Path.Combine(shop.Folder().Home, "daemon")), "the lock");
        first.Daemon.Signal(DaemonSignal.Kill, wholeGroup: true);
        await Workshop.End(first);
        var second = await shop.Launch(Workshop.Script("test ! -e daemon"));
        Assert.Equal(0, (await Workshop.End(second)).Code);
        Assert.Contains($"of the dead pid {first.Daemon.Identity!.Pid}", Assert.Single(second.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task External_daemon_is_a_stand_in_that_never_ends()
    {
        var spec = Workshop.Spec() with { External = new(new Uri("http://10.0.0.1:7777/"), "u", new("p")) };
        var launched = await _shop.Launch(spec);
        Assert.Equal(new Uri("http://10.0.0.1:7777/"), launched.Endpoint.Url);
        Assert.Null(launched.Daemon.Identity);
        Assert.False(launched.Daemon.Exited.IsCompleted);
        Assert.False(Directory.Exists(_shop.Folder().Root));
    }

    [Fact]
    public async Task Setting_aside_ends_the_daemon_and_keeps_its_home()
    {
        var first = await _shop.Launch(Workshop.Script("echo broken > wallet; echo ready; exec sleep 1000"));
        await Workshop.Until(() => first.Daemon.LastLines() is ["ready"], "its wallet");
        var aside = await _shop.Launcher.SetAsideAsync(Workshop.Spec("true"), CancellationToken.None);
        Assert.True(first.Daemon.Exited.IsCompleted);
        Assert.StartsWith($"{_shop.Folder().Home}.broken-", aside, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(aside!, "wallet")));
        Assert.Null(await _shop.Launcher.SetAsideAsync(Workshop.Spec("true"), CancellationToken.None));
    }
}
