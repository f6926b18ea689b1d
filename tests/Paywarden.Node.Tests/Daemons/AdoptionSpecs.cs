using System.Diagnostics;
using System.Globalization;

namespace Paywarden.Daemons;

public sealed class AdoptionSpecs : IDisposable
{
    private static readonly DaemonSpec Sleeper = Workshop.Spec("sleep", "1000");

    private readonly Workshop _shop = new();

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task Running_daemon_is_taken_over_as_it_is()
    {
        var first = await _shop.Launch(Workshop.Script("echo up; exec sleep 1000"));
        await Workshop.Until(() => first.Daemon.LastLines() is ["up"], "its line");
        _shop.Exits.Dispose();
        using Workshop later = new(data: _shop.Data);
        var adopted = await later.Launcher.AdoptAsync(Sleeper, CancellationToken.None);
        Assert.Equal(first.Daemon.Identity, adopted!.Daemon.Identity);
        Assert.Equal((first.Site, first.Endpoint), (adopted.Site, adopted.Endpoint));
        Assert.Equal("up", Assert.Single(adopted.Daemon.LastLines()));
        adopted.Daemon.Signal(DaemonSignal.Kill, wholeGroup: true);
        await Workshop.End(adopted);
        Assert.Empty(later.Marked());
    }

    [Fact]
    public async Task Exit_of_a_process_that_is_not_our_child_is_known_without_its_code()
    {
        using var elsewhere = await Elsewhere.Start(_shop, "setsid sleep 1000 & exec sleep 1000");
        var adopted = await _shop.Launcher.AdoptAsync(Sleeper, CancellationToken.None);
        Assert.Equal(elsewhere.Identity, adopted!.Daemon.Identity);
        await Workshop.Until(() => _shop.Marked().Count == 2, "its child");
        adopted.Daemon.Signal(DaemonSignal.Kill, wholeGroup: false);
        var exit = await Workshop.End(adopted);
        Assert.Equal((null, null), (exit.Code, exit.Signal));
        Assert.Empty(_shop.Marked());
    }

    [Fact]
    public async Task Dead_predecessor_gives_nothing_to_adopt()
    {
        await Workshop.End(await _shop.Launch(Workshop.Spec("true")));
        Assert.Null(await _shop.Launcher.AdoptAsync(Sleeper, CancellationToken.None));
        Assert.Null(await _shop.Launcher.AdoptAsync(Sleeper with { Id = "never-0" }, CancellationToken.None));
    }

    [Fact]
    public async Task Adopted_daemon_that_is_stopped_is_told_frozen()
    {
        using var elsewhere = await Elsewhere.Start(_shop, "exec sleep 1000");
        var adopted = (await _shop.Launcher.AdoptAsync(Sleeper, CancellationToken.None))!;
        adopted.Daemon.Signal((DaemonSignal)19, wholeGroup: false);
        Assert.Equal('T', await adopted.Daemon.Frozen.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Process_that_no_record_names_is_killed_and_not_adopted()
    {
        // A node that is killed between a start and the note of it leaves this.
        using var elsewhere = await Elsewhere.Start(_shop, "exec sleep 1000");
        File.Delete(_shop.Folder().Run);
        Assert.Null(await _shop.Launcher.AdoptAsync(Sleeper, CancellationToken.None));
        await Workshop.Until(() => !ProcFs.IsAlive(elsewhere.Identity), "its end");
    }

    [Fact]
    public async Task Stranger_with_the_recorded_pid_is_left_alone()
    {
        var launched = await _shop.Launch(Sleeper);
        var record = RunRecord.Load(_shop.Folder())!;
        using Workshop other = new();
        other.Folder().Make();
        record.Save(other.Folder());
        Assert.Null(await other.Launcher.AdoptAsync(Sleeper, CancellationToken.None));
        (record with { Identity = record.Identity with { StartTicks = record.Identity.StartTicks - 1 } }).Save(_shop.Folder());
        using Workshop later = new(data: _shop.Data);
        Assert.True(ProcFs.IsAlive(launched.Daemon.Identity!));
        Assert.Null(await later.Launcher.AdoptAsync(Sleeper, CancellationToken.None));
    }

    [Fact]
    public async Task Leftovers_beside_the_adopted_daemon_are_killed_and_its_own_children_kept()
    {
        var first = await _shop.Launch(Workshop.Script("sleep 1001 & echo up; wait"));
        await Workshop.Until(() => first.Daemon.LastLines() is ["up"] && _shop.Marked().Count == 2, "its child");
        using var stray = await Elsewhere.Start(_shop, "exec sleep 1000", keepRecord: true);
        using Workshop later = new(data: _shop.Data);
        var adopted = await later.Launcher.AdoptAsync(Sleeper, CancellationToken.None);
        Assert.Contains(adopted!.Notes, n => n.Contains($"(pid {stray.Identity.Pid})", StringComparison.Ordinal));
        Assert.Equal(2, _shop.Marked().Count);
        Assert.DoesNotContain(stray.Identity.Pid, _shop.Marked());
    }

    [Fact]
    public async Task Adopting_twice_gives_the_same_daemon()
    {
        var launched = await _shop.Launch(Sleeper);
        Assert.Same(launched, await _shop.Launcher.AdoptAsync(Sleeper, CancellationToken.None));
    }

    [Fact]
    public async Task Daemons_of_a_removed_wallet_are_stopped_and_named()
    {
        using var elsewhere = await Elsewhere.Start(_shop, "exec sleep 1000");
        var kept = await _shop.Launch(Sleeper with { Id = "kept-0" });
        var sentences = await _shop.Launcher.StopStrangersAsync(new HashSet<string> { "kept-0" }, CancellationToken.None);
        Assert.Contains($"stopped store-0 (pid {elsewhere.Identity.Pid})", Assert.Single(sentences), StringComparison.Ordinal);
        await _shop.RunsOnly(kept.Daemon.Identity!.Pid);
    }

    /// <summary>A marked process that is not our child: its parent, a shell, stays alive.</summary>
    private sealed class Elsewhere : IDisposable
    {
        private readonly Process _shell;

        private Elsewhere(Process shell, DaemonIdentity identity) => (_shell, Identity) = (shell, identity);

        public DaemonIdentity Identity { get; }

        public static async Task<Elsewhere> Start(Workshop shop, string script, bool keepRecord = false)
        {
            var marked = $"{DaemonMark.IdVariable}=store-0 {DaemonMark.DataVariable}={shop.Data}";
            ProcessStartInfo start = new("sh", ["-c", $"{marked} setsid sh -c '{script}' & echo $!; wait; exec sleep 1000"]) { RedirectStandardOutput = true };
            var shell = Process.Start(start)!;
            var pid = int.Parse((await shell.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
            await Workshop.Until(() => ProcFs.Mark(pid)?.DataDir == shop.Data && ProcFs.Stat(pid)?.Session == pid && ProcFs.Command(pid) == "sleep", "the marked process");
            var identity = ProcFs.Identity(pid)!;
            if (!keepRecord)
            {
                shop.Folder().Make();
                new RunRecord(identity, $"store-0#{pid}", 12345, "u", "p", "", new Uri("http://127.0.0.1:12345/"), "u", "p", true, 0).Save(shop.Folder());
            }

            return new Elsewhere(shell, identity);
        }

        public void Dispose()
        {
            _shell.Kill();
            _shell.WaitForExit();
            _shell.Dispose();
        }
    }
}
