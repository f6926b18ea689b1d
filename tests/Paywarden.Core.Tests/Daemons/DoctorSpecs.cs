using CsCheck;

namespace Paywarden.Daemons;

public sealed class DoctorSpecs
{
    [Fact]
    public void A_daemon_that_is_well_has_nothing_to_do()
    {
        var checks = Doctor.Examine(Well).ToArray();

        Assert.All(checks, c => Assert.Equal((DoctorVerdict.Ok, ""), (c.Verdict, c.Cure)));
        Assert.Equal(["process", "restarts", "output", "wallet file", "RPC port", "signed-in getinfo", "chain"], checks.Select(c => c.Check));
        Assert.Equal("pid 4711 is waiting for work, with 61 MiB of memory", Of(Well, "process").Seen);
    }

    [Theory]
    [InlineData(DaemonState.Parked, DoctorVerdict.Bad, "paywarden unpark store-0")]
    [InlineData(DaemonState.CrashLooping, DoctorVerdict.Bad, "paywarden logs store-0")]
    [InlineData(DaemonState.BackingOff, DoctorVerdict.Bad, "paywarden logs store-0")]
    [InlineData(DaemonState.Stopped, DoctorVerdict.Warn, "paywarden start store-0")]
    public void A_daemon_without_a_process_says_why_and_what_to_do(DaemonState state, DoctorVerdict verdict, string cure)
    {
        var check = Of(Well with { Status = Well.Status with { State = state, Why = "so it is", Pid = null, Port = null, Health = null }, Process = null, Call = null }, "process");

        Assert.Equal((verdict, "so it is"), (check.Verdict, check.Seen));
        Assert.Contains(cure, check.Cure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData('Z', "dead (a zombie)")]
    [InlineData('T', "frozen by a signal or a debugger")]
    public void A_process_that_cannot_work_is_bad_though_the_roster_has_it_ready(char state, string word)
    {
        var check = Of(Well with { Process = new ProcessLook(state, 0) }, "process");

        Assert.Equal((DoctorVerdict.Bad, $"pid 4711 is {word}, while the node has it as ready"), (check.Verdict, check.Seen));
        Assert.Equal(DoctorVerdict.Bad, Of(Well with { Process = null }, "process").Verdict);
    }

    [Theory]
    [InlineData(DaemonState.Starting)]
    [InlineData(DaemonState.Stopping)]
    [InlineData(DaemonState.Pending)]
    public void What_is_missing_while_it_is_started_or_stopped_is_no_alarm(DaemonState state)
    {
        var moving = Well with
        {
            Status = Well.Status with { State = state },
            Process = null,
            PortHolder = null,
            Call = new CallSight("getinfo", TimeSpan.FromMilliseconds(2), "it refused the connection", Busy: false),
        };

        Assert.DoesNotContain(Doctor.Examine(moving), c => c.Verdict == DoctorVerdict.Bad);
        Assert.Equal(DoctorVerdict.Warn, Of(moving, "process").Verdict);
    }

    [Fact]
    public void A_second_process_in_its_folder_is_named()
    {
        var check = Of(Well with { Intruders = ["electrum (pid 12)"] }, "one process only");

        Assert.Equal((DoctorVerdict.Bad, "electrum (pid 12) also works in its folder"), (check.Verdict, check.Seen));
    }

    [Theory]
    [InlineData(0, DoctorVerdict.Ok)]
    [InlineData(1, DoctorVerdict.Warn)]
    [InlineData(4, DoctorVerdict.Warn)]
    [InlineData(5, DoctorVerdict.Bad)]
    public void Restarts_are_judged_by_the_limits_of_a_crash_loop(int ends, DoctorVerdict verdict) =>
        Assert.Equal(verdict, Of(Well with { Ends = ends }, "restarts").Verdict);

    [Fact]
    public void The_last_error_of_its_output_is_quoted_and_counts_only_while_it_does_not_serve()
    {
        var spoke = Well with { LastLines = ["Traceback: first", "OSError: second", "goodbye"] };
        var down = spoke with { Status = spoke.Status with { State = DaemonState.BackingOff } };

        Assert.Equal((DoctorVerdict.Ok, "the last error it printed: OSError: second"), (Of(spoke, "output").Verdict, Of(spoke, "output").Seen));
        Assert.Equal(DoctorVerdict.Warn, Of(down, "output").Verdict);
    }

    [Theory]
    [InlineData(null, false, DoctorVerdict.Bad)]
    [InlineData(0L, false, DoctorVerdict.Bad)]
    [InlineData(2048L, true, DoctorVerdict.Warn)]
    [InlineData(2048L, false, DoctorVerdict.Ok)]
    public void The_wallet_file_must_be_there_and_its_owners_alone(long? bytes, bool open, DoctorVerdict verdict) =>
        Assert.Equal(verdict, Of(Well with { Wallet = new WalletSight("/data/w", bytes, open) }, "wallet file").Verdict);

    [Fact]
    public void The_port_must_be_held_by_the_daemon_itself()
    {
        Assert.Equal(DoctorVerdict.Bad, Of(Well with { PortHolder = new PortSight("nginx (pid 12)", Ours: false) }, "RPC port").Verdict);
        Assert.Equal(DoctorVerdict.Bad, Of(Well with { PortHolder = null }, "RPC port").Verdict);
        Assert.Equal(DoctorVerdict.Warn, Of(Well with { PortHolder = null, Status = Well.Status with { State = DaemonState.Starting } }, "RPC port").Verdict);
    }

    [Fact]
    public void A_daemon_that_is_busy_is_not_called_dead()
    {
        Assert.Equal(DoctorVerdict.Warn, Of(Well with { Call = new CallSight("getinfo", TimeSpan.FromSeconds(2), null, Busy: true) }, "signed-in getinfo").Verdict);
        Assert.Equal(DoctorVerdict.Bad, Of(Well with { Call = new CallSight("getinfo", TimeSpan.FromSeconds(2), "no answer", Busy: false) }, "signed-in getinfo").Verdict);
    }

    [Theory]
    [InlineData(800_000, 800_000, true, DoctorVerdict.Ok)]
    [InlineData(799_999, 800_000, true, DoctorVerdict.Ok)]
    [InlineData(799_998, 800_000, true, DoctorVerdict.Warn)]
    [InlineData(799_990, 800_000, true, DoctorVerdict.Warn)]
    [InlineData(799_989, 800_000, true, DoctorVerdict.Bad)]
    [InlineData(800_000, 0, true, DoctorVerdict.Bad)]
    [InlineData(800_000, 800_000, false, DoctorVerdict.Bad)]
    public void The_chain_is_judged_by_the_servers_height(int height, int server, bool connected, DoctorVerdict verdict)
    {
        var seen = Well with { Status = Well.Status with { Health = new HealthReport(height, server, connected, true, 20, []) } };

        Assert.Equal(verdict, Of(seen, "chain").Verdict);
    }

    [Fact]
    public void Missing_libsecp256k1_is_a_finding_of_its_own()
    {
        var seen = Well with { Status = Well.Status with { State = DaemonState.Degraded, Health = Some.Limping("libsecp256k1 is missing") } };

        Assert.Equal((DoctorVerdict.Warn, "apt-get install libsecp256k1-1, then: paywarden restart store-0"), (Of(seen, "libraries").Verdict, Of(seen, "libraries").Cure));
    }

    [Theory]
    [InlineData(Doctor.FullBytes - 1, DoctorVerdict.Bad)]
    [InlineData(Doctor.FullBytes, DoctorVerdict.Warn)]
    [InlineData(Doctor.ScarceBytes - 1, DoctorVerdict.Warn)]
    [InlineData(Doctor.ScarceBytes, DoctorVerdict.Ok)]
    public void Disk_space_is_told_before_it_ends(long free, DoctorVerdict verdict) =>
        Assert.Equal(verdict, Doctor.Disk("n1", new DiskSight("/data", free, 2 * Doctor.ScarceBytes)).Verdict);

    [Fact]
    public void Whatever_is_not_well_says_what_to_do_and_nothing_is_left_unjudged() =>
        Gen.Select(Gen.Enum<DaemonState>(), Gen.Int[0, 9], Gen.Bool, Gen.Bool, Gen.Char["RSDTZ"]).Sample((state, ends, hasProcess, hasCall, look) =>
        {
            var sight = Well with
            {
                Status = Well.Status with { State = state, Pid = hasProcess ? 4711 : null, Port = hasProcess ? 7800 : null },
                Process = hasProcess ? new ProcessLook(look, 1) : null,
                Ends = ends,
                Call = hasCall ? Well.Call : null,
            };

            var checks = Doctor.Examine(sight).ToArray();

            return checks.Length >= 3 && checks.All(c => c.Seen.Length > 0 && (c.Cure.Length > 0 || c.Verdict == DoctorVerdict.Ok) && c.Subject == "store-0");
        });

    private static DoctorSight Well { get; } = new(
        Some.Spec with { Server = "127.0.0.1:50001:t" },
        new DaemonStatus
        {
            Id = "store-0",
            Wallet = "store",
            Node = "n1",
            Role = DaemonRole.Builder,
            State = DaemonState.Ready,
            Why = "ready",
            Pid = 4711,
            Port = 7800,
            Since = Some.Noon,
            Health = Some.Well,
            Version = 1,
        },
        new ProcessLook('S', 61 << 20),
        [],
        0,
        ["listening"],
        new WalletSight("/data/daemons/store-0/home/wallet/store", 4_096, OpenToOthers: false),
        new PortSight("electrum (pid 4711)", Ours: true),
        new CallSight("getinfo", TimeSpan.FromMilliseconds(2), null, Busy: false));

    private static DoctorCheck Of(DoctorSight sight, string check) => Assert.Single(Doctor.Examine(sight), c => c.Check == check);
}
