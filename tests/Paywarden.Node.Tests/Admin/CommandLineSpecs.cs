using System.Collections.Immutable;
using System.Text.Json;
using Paywarden.Daemons;
using Paywarden.Kernel;
using Paywarden.Routing;
using Paywarden.Verbs;

namespace Paywarden.Admin;

public sealed class CommandLineSpecs : IAsyncLifetime
{
    private AdminServer _server = null!;

    public async Task InitializeAsync() => _server = await AdminServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Status_shows_node_wallets_and_daemons_the_bad_first()
    {
        _server.Readiness.Set(true, "takes calls");
        _server.Publish(
            Some.Daemon(),
            Some.Daemon("store-1", DaemonState.BackingOff, "died, again in 3 s"),
            Some.Daemon("store-2", DaemonState.Parked, "wrong wallet password"));

        var (exit, output, _) = await RunAsync("status");

        Assert.Equal(ExitCode.Ok, exit);
        Assert.Contains("node n1", output, StringComparison.Ordinal);
        Assert.Contains("takes calls; 1 of 3 daemons serve", output, StringComparison.Ordinal);
        Assert.Contains("wallet store (simulator, regtest): reads yes, money yes", output, StringComparison.Ordinal);
        Assert.True(output.IndexOf("store-2 ", StringComparison.Ordinal) < output.IndexOf("store-1 ", StringComparison.Ordinal));
        Assert.True(output.IndexOf("backing_off", StringComparison.Ordinal) < output.LastIndexOf("store-0 ", StringComparison.Ordinal));
        Assert.DoesNotContain('\e', output);
    }

    [Fact]
    public async Task Json_is_what_the_node_says()
    {
        _server.Publish(Some.Daemon());

        var (_, daemons, _) = await RunAsync("daemons", "--json");
        var (_, status, _) = await RunAsync("status", "--json");

        Assert.Equal("store-0", JsonDocument.Parse(daemons).RootElement.GetProperty("items")[0].GetProperty("id").GetString());
        Assert.Equal("n1", JsonDocument.Parse(status).RootElement.GetProperty("nodes").GetProperty("items")[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task Payments_are_listed_explained_paid_and_steered()
    {
        var payment = _server.Ledgers.Add("store", "shop", 1, Ledger.PaymentStage.Seen);
        _server.Ledgers.Differences = ["a transaction that nobody ordered"];
        _server.Calls.Answer = _ => new OperatorReply.Result(JsonDocument.Parse("""{"payment_id":"0123","state":"seen","txid":"ff","fee":"0.00000226"}""").RootElement, "");

        var (_, list, _) = await RunAsync("payments", "--state", "seen");
        var (_, one, _) = await RunAsync("payments", payment.Id.Value);
        var (_, paid, _) = await RunAsync("pay", "store", "bchreg:q", "0.005", "--key", "order-1");
        var (_, found, _) = await RunAsync("reconcile", "store");
        Assert.Equal(ExitCode.Ok, (await RunAsync("cancel", payment.Id.Value)).Exit);
        Assert.Equal(ExitCode.Ok, (await RunAsync("replace", payment.Id.Value, "--fee-rate", "3")).Exit);
        Assert.Equal(ExitCode.Ok, (await RunAsync("release", "store", "--reason", "matched")).Exit);

        Assert.Contains($"{payment.Id}  store   shop  seen", list, StringComparison.Ordinal);
        Assert.Contains("2026-01-02 12:00:00.000Z accepted\nIt waits for a block", one, StringComparison.Ordinal);
        Assert.Equal("payment 0123 is seen as ff, with a fee of 0.00000226\n", paid);
        Assert.Equal("- a transaction that nobody ordered\nthe ledger of store and the chain differ in one thing\n", found);
        Assert.Equal("""{"outputs":[{"address":"bchreg:q","amount":"0.005"}],"idempotency_key":"order-1","wait":"seen","allow_duplicate":false}""", _server.Calls.Asked.Single().Params);
        Assert.Equal(3, _server.Ledgers.Acts.Count);
        Assert.Equal(ExitCode.Failed, (await RunAsync("cancel", new string('0', 32))).Exit);
        Assert.Equal(ExitCode.Usage, (await RunAsync("pay", "store", "bchreg:q", "0.005")).Exit);
    }

    [Fact]
    public async Task Acts_carry_the_users_name_and_print_the_sentence()
    {
        _server.Publish(Some.Daemon());

        var (exit, output, _) = await RunAsync("restart", "store-0");
        await RunAsync("pause", "store", "--reason", "cold wallet audit");

        Assert.Equal(ExitCode.Ok, exit);
        Assert.Equal("done so\n", output);
        Assert.Equal(["Restart store-0 by ann", "Pause store because cold wallet audit by ann"], _server.Operations.Asked);
    }

    [Fact]
    public async Task A_refusal_is_printed_on_the_error_stream_and_fails()
    {
        _server.Publish(Some.Daemon());
        _server.Operations.Answer = (null, new Refusal("not-parked", "store-0 is not parked"));

        Assert.Equal((ExitCode.Failed, "", "store-0 is not parked\n"), await RunAsync("unpark", "store-0"));
        Assert.Equal((ExitCode.Failed, "", "There is no daemon nobody. There are: store-0.\n"), await RunAsync("stop", "nobody"));
        var (_, _, error) = await RunAsync("stop", "nobody", "--json");
        Assert.Equal(1, JsonDocument.Parse(error).RootElement.GetProperty("exit").GetInt32());
    }

    [Theory]
    [InlineData]
    [InlineData("frobnicate")]
    [InlineData("restart")]
    [InlineData("pause", "store")]
    [InlineData("logs", "store-0", "--lines", "many")]
    [InlineData("status", "--url", "nowhere")]
    public async Task What_cannot_be_meant_is_a_usage_error(params string[] args)
    {
        var (exit, output, error) = await RunAsync(args);

        Assert.Equal(ExitCode.Usage, exit);
        Assert.Equal("", output);
        Assert.NotEqual("", error);
    }

    [Fact]
    public async Task A_node_that_is_not_there_says_so_and_exits_3()
    {
        var (exit, _, error) = await RunAsync("status", "--url", "http://127.0.0.1:1");

        Assert.Equal(ExitCode.Unreachable, exit);
        Assert.StartsWith("cannot reach a node at http://127.0.0.1:1/: start one, or give --url", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_token_and_a_stale_token_each_say_what_to_do()
    {
        var stale = Path.Combine(_server.DataDir, "stale");
        await File.WriteAllTextAsync(stale, "0123");

        var missing = await RunAsync("daemons", "--token-file", Path.Combine(_server.DataDir, "none"));
        var wrong = await RunAsync("daemons", "--token-file", stale);

        Assert.Equal(ExitCode.Failed, missing.Exit);
        Assert.Contains("there is no token at", missing.Error, StringComparison.Ordinal);
        Assert.Contains("does not take the token in", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_are_sentences_with_time_subject_and_author()
    {
        _server.Log.Append(Some.Event(why: "launched"));
        _server.Log.Append(Some.Event("store-1", "stopped", "ann"));

        var (_, output, _) = await RunAsync("events");
        var (_, one, _) = await RunAsync("events", "--daemon", "store-1");

        Assert.Contains("store-0: launched\n", output, StringComparison.Ordinal);
        Assert.Contains("store-1: stopped (by ann)\n", output, StringComparison.Ordinal);
        Assert.Single(one.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Following_events_prints_the_past_and_then_what_comes()
    {
        _server.Log.Append(Some.Event(why: "first"));
        using var cancel = new CancellationTokenSource();
        var output = new WatchedWriter("second", cancel);
        var running = RunAsync(output, cancel.Token, "events", "-f");
        await output.Seen("first");

        _server.Log.Append(Some.Event(why: "second"));

        Assert.Equal(ExitCode.Ok, await running);
    }

    [Fact]
    public async Task Logs_lose_what_could_steer_a_terminal()
    {
        _server.Publish(Some.Daemon());
        var folder = Directory.CreateDirectory(Path.Combine(_server.DataDir, "daemons", "store-0")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "output.log"), "one\ntwo\u001b[31m red\nthree\n");

        var (exit, output, _) = await RunAsync("logs", "store-0", "--lines", "2");

        Assert.Equal(ExitCode.Ok, exit);
        Assert.Equal("two?[31m red\nthree\n", output);
    }

    [Fact]
    public async Task Following_a_log_prints_its_end_and_then_what_comes()
    {
        _server.Publish(Some.Daemon());
        var folder = Directory.CreateDirectory(Path.Combine(_server.DataDir, "daemons", "store-0")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "output.log"), "one\ntwo\n");
        using var cancel = new CancellationTokenSource();
        var output = new WatchedWriter("three", cancel);
        var running = RunAsync(output, cancel.Token, "logs", "store-0", "-f", "--lines", "1");
        await output.Seen("two");

        await File.AppendAllTextAsync(Path.Combine(folder, "output.log"), "three\n");

        Assert.Equal(ExitCode.Ok, await running);
    }

    [Fact]
    public async Task Call_sends_its_arguments_as_json_where_they_are_json()
    {
        var (exit, output, _) = await RunAsync("call", "store", "payto", "bchreg:qq", "0.10", "true", "--daemon", "store-0");
        await RunAsync("call", "store", "addrequest", """{"amount":"0.1"}""");

        Assert.Equal(ExitCode.Ok, exit);
        Assert.Contains("4.4.5", output, StringComparison.Ordinal);
        Assert.Equal(new OperatorCall("store", "payto", """["bchreg:qq",0.10,true]""", "store-0", "ann"), _server.Calls.Asked[0]);
        Assert.Equal("""{"amount":"0.1"}""", _server.Calls.Asked[1].Params);
    }

    [Fact]
    public async Task Reload_names_what_holds_and_what_needs_a_restart()
    {
        var (_, output, _) = await RunAsync("reload");

        Assert.Equal("taken over: rpc.users.bchrpc.rate\nneeds a restart of the node: rpc.listen\n", output);
    }

    [Fact]
    public async Task Config_check_prints_every_fault_without_a_node()
    {
        var bad = await RunAsync("config", "check", "bad.conf", "--url", "http://127.0.0.1:1");
        var good = await RunAsync("config", "check", "good.conf", "--url", "http://127.0.0.1:1");

        Assert.Equal((ExitCode.Failed, "bad.conf:1 a = b: one\nbad.conf:2 c = d: two\n", ""), bad);
        Assert.Equal((ExitCode.Ok, "no faults\n", ""), good);
    }

    private async Task<(int Exit, string Output, string Error)> RunAsync(params string[] args)
    {
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var exit = await CommandLine.RunAsync(WithServer(args), Around(output, error), default);
        return (exit, output.ToString(), error.ToString());
    }

    private Task<int> RunAsync(TextWriter output, CancellationToken cancel, params string[] args) =>
        CommandLine.RunAsync(WithServer(args), Around(output, TextWriter.Null), cancel);

    private string[] WithServer(string[] args) =>
    [
        .. args,
        .. args.Contains("--url") || args.Length == 0 ? [] : new[] { "--url", _server.Http.BaseAddress!.ToString() },
        .. args.Contains("--token-file") || args.Length == 0 ? [] : new[] { "--token-file", _server.TokenFile },
    ];

    private static Surroundings Around(TextWriter output, TextWriter error) =>
        new(output, error, null, name => name == "USER" ? "ann" : null, TimeProvider.System)
        {
            Check = file => file == "good.conf" ? [] : [$"{file}:1 a = b: one", $"{file}:2 c = d: two"],
        };
}
