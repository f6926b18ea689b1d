using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden.Breakage;

/// <summary>What an operator may do to one daemon through the admin API; none of it counts as a restart of its own.</summary>
[Collection(Rigged.Name)]
public sealed class OperatorSpecs(RiggedSimulator rig, ITestOutputHelper output)
{
    /// <summary>The node says every 5 s what should run.</summary>
    private static readonly TimeSpan MoreThanARound = TimeSpan.FromSeconds(6);

    [Fact]
    public Task Stopped_it_stays_stopped_until_started() => rig.PlayAsync(output, async victim =>
    {
        var before = await victim.LookAsync();
        await victim.ActAsync("stop");
        await victim.ShowsAsync("stopped", "stopped by");
        await victim.ToldAsync("wants it stopped");

        using (var round = new CancellationTokenSource(MoreThanARound))
        {
            while (!round.IsCancellationRequested)
            {
                Assert.Equal(("stopped", null), ((await victim.LookAsync()).State, (await victim.LookAsync()).Pid));
            }
        }

        Assert.DoesNotContain(victim.Node.Watch.Alive(), p => p.DaemonId == victim.Id);
        await victim.ActAsync("start");
        Assert.Equal(before.Restarts, (await victim.HealsAsync()).Restarts);
    });

    [Fact]
    public Task Restarted_it_has_a_new_process_and_the_same_count() => rig.PlayAsync(output, async victim =>
    {
        var before = await victim.LookAsync();
        await victim.ActAsync("restart");

        var after = await victim.Node.DaemonAsync(victim.Id, "has a new process", TimeSpan.FromSeconds(20), d => d.IsReady && d.Pid != before.Pid);
        Assert.Equal(before.Restarts, after.Restarts);
        await victim.ToldAsync("being restarted by");
    });

    [Fact]
    public Task Deaf_to_everything_it_is_stopped_all_the_same() => rig.PlayAsync(output, async victim =>
    {
        await victim.BreakAsync("""exec "$program" "$@" --fault deaf --fault "hang method=stop" """);
        await victim.HealsAsync();

        await victim.ActAsync("stop");
        await victim.ShowsAsync("stopped", "stopped by");
        await victim.ToldAsync("did not stop when asked: sending SIGTERM");
        await victim.ToldAsync("did not stop on SIGTERM: killing its process group");
        victim.Unhook();
        await victim.ActAsync("start");
    });

    [Fact]
    public Task Recreated_while_well_it_has_a_fresh_folder_and_the_old_one_beside_it() => rig.PlayAsync(output, async victim =>
    {
        await File.WriteAllTextAsync(Path.Combine(victim.Home, "note"), "of an operator");
        await victim.ActAsync("recreate");
        await victim.ToldAsync("its old folder lies in");
        await victim.HealsAsync();

        Assert.False(File.Exists(Path.Combine(victim.Home, "note")));
        Assert.Contains(Directory.GetDirectories(victim.Folder, "home.broken-*"), aside => File.Exists(Path.Combine(aside, "note")));
    });

    [Fact]
    public Task What_is_wrong_stands_in_status_events_and_doctor_alike() => rig.PlayAsync(output, async victim =>
    {
        await victim.BreakAsync("exec /no/such/program");
        var why = (await victim.ShowsAsync("parked", "not found")).Why;

        Assert.Contains(why, await rig.Shell.RunAsync("status"), StringComparison.Ordinal);
        Assert.Contains(why["parked: ".Length..], await rig.Shell.RunAsync("events"), StringComparison.Ordinal);
        Assert.Contains($"BAD   process: {why}", await rig.Shell.RunAsync(1, "doctor"), StringComparison.Ordinal);

        victim.Unhook();
        await rig.Shell.RunAsync("unpark", victim.Id);
    });

    [Fact]
    public Task What_makes_no_sense_is_refused_with_a_sentence() => rig.PlayAsync(output, async victim =>
    {
        var unparked = await Assert.ThrowsAsync<HttpRequestException>(() => victim.ActAsync("unpark"));
        Assert.Contains("HTTP 409", unparked.Message, StringComparison.Ordinal);
        Assert.Contains("store-1 is not parked", unparked.Message, StringComparison.Ordinal);

        var unknown = await Assert.ThrowsAsync<HttpRequestException>(() => victim.Node.Admin.PostAsync("api/v1/daemons/store-9/stop"));
        Assert.Contains("HTTP 404", unknown.Message, StringComparison.Ordinal);
    });
}
