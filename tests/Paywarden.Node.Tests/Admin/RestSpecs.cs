using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Paywarden.Daemons;
using Paywarden.Kernel;
using Paywarden.Routing;

namespace Paywarden.Admin;

public sealed class RestSpecs : IAsyncLifetime
{
    private AdminServer _server = null!;

    public async Task InitializeAsync() => _server = await AdminServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Daemons_are_listed_with_the_fields_and_words_of_the_contract_in_natural_order()
    {
        _server.Publish(Some.Daemon("store-10"), Some.Daemon("store-2", DaemonState.BackingOff, "tried again in 3 s"), Some.Daemon());

        var items = (await _server.GetAsync("/api/v1/daemons")).GetProperty("items").EnumerateArray().ToArray();

        Assert.Equal(["store-0", "store-2", "store-10"], items.Select(i => i.GetProperty("id").GetString()));
        Assert.Equal("backing_off", items[1].GetProperty("state").GetString());
        Assert.Equal("builder", items[0].GetProperty("role").GetString());
        Assert.Equal(120, items[0].GetProperty("height").GetInt32());
        foreach (var name in "id wallet node state why pid port restarts since role".Split(' '))
        {
            Assert.True(items[0].TryGetProperty(name, out _), name);
        }
    }

    [Fact]
    public async Task An_unknown_daemon_is_a_problem_that_names_the_known_ones()
    {
        _server.Publish(Some.Daemon());

        var response = await _server.Http.GetAsync("/api/v1/daemons/nobody");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("There is no daemon nobody. There are: store-0.", await Detail(response));
    }

    [Theory]
    [InlineData("start", DaemonAct.Start)]
    [InlineData("stop", DaemonAct.Stop)]
    [InlineData("restart", DaemonAct.Restart)]
    [InlineData("unpark", DaemonAct.Unpark)]
    [InlineData("recreate", DaemonAct.Recreate)]
    public async Task Each_act_reaches_the_actors_under_the_operators_name(string verb, DaemonAct act)
    {
        _server.Publish(Some.Daemon());
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/daemons/store-0/{verb}");
        request.Headers.Add("X-Paywarden-Operator", "ann");

        var response = await _server.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal($"{act} store-0 by ann", Assert.Single(_server.Operations.Asked));
    }

    [Fact]
    public async Task A_refused_act_is_a_conflict_with_the_actors_sentence()
    {
        _server.Publish(Some.Daemon());
        _server.Operations.Answer = (null, new Refusal("not-parked", "store-0 is not parked: nothing to do"));

        var response = await _server.Http.PostAsync("/api/v1/daemons/store-0/unpark", null);

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal("store-0 is not parked: nothing to do", await Detail(response));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Bearer wrong")]
    [InlineData("Basic YTpi")]
    public async Task Without_the_token_nothing_is_shown_and_nothing_is_done(string authorization)
    {
        _server.Publish(Some.Daemon());
        using var http = new HttpClient { BaseAddress = _server.Http.BaseAddress };
        http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);

        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("/api/v1/daemons")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.PostAsync("/api/v1/daemons/store-0/stop", null)).StatusCode);
        Assert.Empty(_server.Operations.Asked);
    }

    [Fact]
    public async Task The_token_file_is_for_its_owner_alone_and_new_at_each_start()
    {
        var before = await File.ReadAllTextAsync(_server.TokenFile);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_server.TokenFile));

        var token = AdminToken.Create(_server.DataDir);

        Assert.False(token.Is(before.Trim()));
        Assert.True(token.Is((await File.ReadAllTextAsync(_server.TokenFile)).Trim()));
    }

    [Fact]
    public async Task Pause_needs_a_reason_and_resume_does_not()
    {
        Assert.Equal(HttpStatusCode.BadRequest, (await _server.Http.PostAsJsonAsync("/api/v1/wallets/store/pause", new { reason = " " })).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await _server.Http.PostAsync("/api/v1/wallets/store/pause", null)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await _server.Http.PostAsJsonAsync("/api/v1/wallets/store/pause", new { reason = "audit" })).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await _server.Http.PostAsync("/api/v1/wallets/store/resume", null)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _server.Http.PostAsync("/api/v1/wallets/nobody/resume", null)).StatusCode);

        Assert.Equal(["Pause store because audit by operator", "Resume store by operator"], _server.Operations.Asked);
    }

    [Fact]
    public async Task A_wallet_tells_what_it_can_do_now_and_why_not()
    {
        _server.Roster.Publish(new Roster(
            [Some.Daemon("store-0", DaemonState.Parked, "wrong password"), Some.Daemon("store-1")],
            System.Collections.Immutable.ImmutableDictionary<string, string>.Empty));

        var wallet = await _server.GetAsync("/api/v1/wallets/store");

        Assert.True(wallet.GetProperty("reads").GetBoolean());
        Assert.False(wallet.GetProperty("money").GetBoolean());
        Assert.Equal("1 of 2 daemons serve; money waits for store-0, which is parked: wrong password", wallet.GetProperty("why").GetString());
    }

    [Fact]
    public async Task An_operators_call_goes_through_with_its_parameters_as_written()
    {
        var response = await _server.Http.PostAsync("/api/v1/wallets/store/call", new StringContent("""{"method":"getbalance","params":[1.10,"x"],"daemon":"store-2"}"""));

        var body = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("""{"version":"4.4.5"}""", body.GetProperty("result").GetRawText());
        Assert.Equal("store-2", body.GetProperty("daemon").GetString());
        Assert.Equal(new OperatorCall("store", "getbalance", """[1.10,"x"]""", "store-2", "operator"), Assert.Single(_server.Calls.Asked));
    }

    [Fact]
    public async Task A_failed_call_tells_its_code_and_outcome()
    {
        _server.Calls.Answer = _ => new OperatorReply.Error(-32023, "unknown, do not repeat: cut off", Outcome.Unknown, "store-0");

        var response = await _server.Http.PostAsync("/api/v1/wallets/store/call", new StringContent("""{"method":"payto"}"""));

        var body = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal(-32023, body.GetProperty("code").GetInt32());
        Assert.Equal("unknown", body.GetProperty("outcome").GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"params":[]}""")]
    [InlineData("""{"method":"getinfo","params":"x"}""")]
    public async Task A_call_that_is_none_is_refused_with_an_example(string body)
    {
        var response = await _server.Http.PostAsync("/api/v1/wallets/store/call", new StringContent(body));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("getinfo", await Detail(response), StringComparison.Ordinal);
        Assert.Empty(_server.Calls.Asked);
    }

    [Fact]
    public async Task Events_are_paged_by_the_sequence_of_the_last_one()
    {
        for (var i = 0; i < 5; i++)
        {
            _server.Log.Append(Some.Event($"store-{i % 2}"));
        }

        var first = await _server.GetAsync("/api/v1/events?after=0&limit=3");
        var rest = await _server.GetAsync($"/api/v1/events?after={first.GetProperty("next").GetInt64()}&limit=3");
        var one = await _server.GetAsync("/api/v1/events?daemon=store-1");

        Assert.Equal([1L, 2L, 3L], Sequences(first));
        Assert.Equal([4L, 5L], Sequences(rest));
        Assert.Equal([2L, 4L], Sequences(one));
    }

    [Fact]
    public async Task Explain_tells_the_story_in_order_and_ends_with_now()
    {
        _server.Publish(Some.Daemon("store-0", DaemonState.Stopped, "stopped by ann"));
        _server.Log.Append(Some.Event());
        _server.Log.Append(Some.Event(why: "stopped as asked", by: "ann"));

        var story = (await _server.GetAsync("/api/v1/daemons/store-0/explain")).GetProperty("story").EnumerateArray().Select(s => s.GetString()!).ToArray();

        Assert.Equal(
            ["2026-01-02 03:04:05Z launched as pid 4711", "2026-01-02 03:04:05Z stopped as asked (by ann)", "Now, since 2026-01-02 03:04:05Z: stopped: stopped by ann"],
            story);
    }

    [Fact]
    public async Task The_stream_first_gives_missed_events_and_all_daemons_and_then_what_changes()
    {
        _server.Publish(Some.Daemon());
        _server.Log.Append(Some.Event(why: "missed"));
        using var cancel = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/stream?after=0");
        using var response = await _server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel.Token);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        await using var stream = await response.Content.ReadAsStreamAsync(cancel.Token);

        var seen = new HashSet<string>();
        await foreach (var item in System.Net.ServerSentEvents.SseParser.Create(stream).EnumerateAsync(cancel.Token))
        {
            var what = item.EventType == "gone" ? item.Data : JsonDocument.Parse(item.Data).RootElement.GetProperty("why").GetString();
            seen.Add($"{item.EventType}: {what}");
            if (seen.Count == 2)
            {
                _server.Log.Append(Some.Event(why: "new"));
                _server.Publish(Some.Daemon("store-1"));
            }

            if (seen.Count == 4)
            {
                break;
            }
        }

        Assert.Equal(
            ["daemon: answers within 2 ms", "event: missed", "event: new", "gone: store-0"],
            seen.Where(s => s != "daemon: answers within 2 ms").Append("daemon: answers within 2 ms").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Reload_reports_what_holds_now_and_faults_are_a_problem_with_all_of_them()
    {
        var good = await (await _server.Http.PostAsync("/api/v1/reload", null)).Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("rpc.listen", good.GetProperty("need_restart")[0].GetString());

        _server.Reload.Report = new([], [], ["a.conf:3 paywarden.rpc.x = 1: no such key", "a.conf:4 paywarden.rpc.y = 1: no such key"]);
        var bad = await _server.Http.PostAsync("/api/v1/reload", null);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.StatusCode);
        Assert.Contains("a.conf:4", await Detail(bad), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_description_names_every_route()
    {
        using var http = new HttpClient { BaseAddress = _server.Http.BaseAddress };

        var paths = JsonDocument.Parse(await http.GetStringAsync("/openapi/v1.json")).RootElement.GetProperty("paths").EnumerateObject().Select(p => p.Name).ToArray();

        foreach (var path in "nodes wallets wallets/{wallet} daemons daemons/{id} daemons/{id}/logs daemons/{id}/explain events stream daemons/{id}/recreate wallets/{wallet}/pause wallets/{wallet}/call payments payments/{id} payments/{id}/cancel payments/{id}/replace wallets/{wallet}/reconcile wallets/{wallet}/release reload".Split(' '))
        {
            Assert.Contains("/api/v1/" + path, paths);
        }
    }

    private static IEnumerable<long> Sequences(JsonElement list) => list.GetProperty("items").EnumerateArray().Select(e => e.GetProperty("sequence").GetInt64());

    private static async Task<string?> Detail(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString();
}
