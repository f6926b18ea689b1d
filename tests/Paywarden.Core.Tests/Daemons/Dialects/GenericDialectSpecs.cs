using Paywarden.Kernel;

namespace Paywarden.Daemons.Dialects;

public sealed class GenericDialectSpecs
{
    private static readonly GenericDialect Generic = new();

    private static readonly DaemonSpec Spec = Some.Spec("generic") with { Generic = new GenericCalls("uptime", "stop", "/", true) };

    [Fact]
    public void It_is_probed_and_stopped_as_configured()
    {
        Assert.Equal(["uptime"], Generic.Awaken(Spec, Some.Site(), Secret.None).Select(c => c.Method));
        Assert.Equal(["uptime"], Generic.Probe(Spec, Some.Site()).Select(c => c.Method));
        Assert.Equal("stop", Generic.Stop(Spec, Some.Site())!.Method);
    }

    [Fact]
    public void With_nothing_configured_only_its_process_is_watched()
    {
        var bare = Spec with { Generic = GenericCalls.None };

        Assert.Empty(Generic.Awaken(bare, Some.Site(), Secret.None));
        Assert.Empty(Generic.ReadProbe(bare, Some.Site(), []).Degradations);
        Assert.Null(Generic.Stop(bare, Some.Site()));
    }

    [Fact]
    public void An_error_while_it_warms_up_is_not_yet() =>
        Assert.Equal("it answers error -28: Loading block index...",
            Assert.IsType<ReplyReading.NotYet>(Generic.ReadAwaken(Spec, Some.Site(), 0, null, new DaemonError(-28, "Loading block index..."))).Why);

    [Fact]
    public void Any_result_is_good_and_an_error_later_is_a_degradation()
    {
        Assert.IsType<ReplyReading.Good>(Generic.ReadAwaken(Spec, Some.Site(), 0, Some.Json("0"), null));
        Assert.Empty(Generic.ReadProbe(Spec, Some.Site(), Some.Replies("0")).Degradations);
        Assert.Contains("uptime", Assert.Single(Generic.ReadProbe(Spec, Some.Site(), Some.Replies((string?)null)).Degradations), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_is_no_dialect_is_not_found() => Assert.Null(DialectCatalog.Find("dogecoin-core"));

    [Fact]
    public void The_simulator_has_electron_cashs_methods_and_its_own_control_calls()
    {
        var simulator = DialectCatalog.Find("simulator")!.Methods;

        Assert.True(simulator.TryGet("simulator_fault", out var fault));
        Assert.True(simulator.TryGet("simulator_chain", out var chain));
        Assert.All([fault, chain], control => Assert.Equal((MethodClass.Admin, MethodPlace.NamedDaemon), (control.Class, control.Place)));
        Assert.Empty(MethodFile.Load("electron-cash").Entries.Select(e => e.Name).Except(simulator.Entries.Select(e => e.Name)));
        Assert.Empty(DialectCatalog.Find("generic")!.Methods.Entries);
    }
}
