using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Paywarden.Kernel;
using Paywarden.Ledger;
using Paywarden.Ledger.Codec;

namespace Paywarden.Admin;

public sealed class PaymentRestSpecs : IAsyncLifetime
{
    private AdminServer _server = null!;

    public async Task InitializeAsync() => _server = await AdminServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Payments_of_all_wallets_come_page_by_page_newest_first()
    {
        for (byte n = 1; n <= 9; n++)
        {
            _server.Ledgers.Add(n % 3 == 0 ? "other" : "store", n % 2 == 0 ? "ann" : "bob", n);
        }

        var seen = new List<string>();
        for (var after = ""; ;)
        {
            var page = await _server.GetAsync($"/api/v1/payments?limit=2{after}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(p => p.GetProperty("id").GetString()!));
            Assert.Equal(FakeLedgers.Noon, page.GetProperty("as_of").GetDateTimeOffset());
            if (page.GetProperty("next").GetString() is not { } next)
            {
                break;
            }

            after = $"&after={next}";
        }

        Assert.Equal(_server.Ledgers.Payments.Values.SelectMany(p => p).OrderByDescending(p => p.Accepted).Select(p => p.Id.Value), seen);
    }

    [Fact]
    public async Task Filters_are_by_wallet_user_state_time_address_and_txid()
    {
        var wanted = _server.Ledgers.Add("store", "ann", 5, PaymentStage.Seen);
        _server.Ledgers.Add("store", "bob", 6);
        _server.Ledgers.Add("other", "ann", 7);
        var address = Addresses.Write(Ledger.Codec.Chains.BchRegtest, FakeLedgers.Destination(5));

        foreach (var filter in new[] { "wallet=store&user=ann", "state=seen", "until=2026-01-02T12:00:06Z", $"address={Uri.EscapeDataString(address!)}", $"txid={wanted.Txid}", $"since={FakeLedgers.Noon.ToUnixTimeSeconds() + 5}&until={FakeLedgers.Noon.ToUnixTimeSeconds() + 6}" })
        {
            var items = (await _server.GetAsync($"/api/v1/payments?{filter}")).GetProperty("items");
            Assert.Equal(wanted.Id.Value, Assert.Single(items.EnumerateArray()).GetProperty("id").GetString());
        }
    }

    [Theory]
    [InlineData("state=lost", "State is one of accepted, built")]
    [InlineData("limit=0", "Limit is a whole number")]
    [InlineData("txid=12", "Txid is 64 hex digits")]
    [InlineData("since=tomorrow", "Since and until are times")]
    [InlineData("after=x", "After is the next")]
    public async Task A_filter_that_cannot_be_read_is_a_problem_that_says_what_to_write(string filter, string why)
    {
        var bad = await _server.Http.GetAsync(new Uri($"/api/v1/payments?{filter}", UriKind.Relative));

        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
        Assert.StartsWith(why, await Detail(bad), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wallet_that_cannot_be_asked_is_named_and_hides_no_other()
    {
        _server.Ledgers.Add("store", "ann", 1);
        _server.Ledgers.Away["other"] = new Refusal("suspended", "the money of other is suspended");

        var page = await _server.GetAsync("/api/v1/payments");

        Assert.Single(page.GetProperty("items").EnumerateArray());
        Assert.Equal("the money of other is suspended", Assert.Single(page.GetProperty("missing").EnumerateArray()).GetString());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await _server.Http.GetAsync(new Uri("/api/v1/payments?wallet=other", UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await _server.Http.GetAsync(new Uri($"/api/v1/payments/{new string('0', 32)}", UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task One_payment_is_shown_with_its_story_and_an_unknown_one_is_not_found()
    {
        var payment = _server.Ledgers.Add("store", "ann", 1, PaymentStage.Seen);

        var shown = await _server.GetAsync($"/api/v1/payments/{payment.Id}");

        Assert.Equal(("seen", "ann", "store", "0.001"), (Text(shown, "state"), Text(shown, "user"), Text(shown, "wallet"), Text(shown, "amount")));
        Assert.Equal("for a block", Text(shown, "waits_for"));
        Assert.Equal("accepted", Text(shown.GetProperty("timeline")[0], "what"));
        foreach (var unknown in new[] { new string('0', 32), "x" })
        {
            var no = await _server.Http.GetAsync(new Uri($"/api/v1/payments/{unknown}", UriKind.Relative));
            Assert.Equal((HttpStatusCode.NotFound, "application/problem+json"), (no.StatusCode, no.Content.Headers.ContentType?.MediaType));
        }
    }

    [Fact]
    public async Task Acts_reach_the_ledger_with_who_did_them_and_are_written_down()
    {
        var payment = _server.Ledgers.Add("store", "ann", 1, PaymentStage.Sent);
        _server.Http.DefaultRequestHeaders.Add("X-Paywarden-Operator", "eve");

        Assert.Contains("is cancelled", Text(await PostAsync($"payments/{payment.Id}/cancel"), "done"), StringComparison.Ordinal);
        await PostAsync($"payments/{payment.Id}/replace", new { fee_rate = "2.5" });
        await PostAsync("wallets/store/release", new { reason = "matched by hand" });

        FeeRate.TryOf(2_500, out var rate);
        Assert.Equal(
            [("store", new LedgerCommand.Cancel(payment.Id, "eve")), ("store", new LedgerCommand.Replace(payment.Id, rate, "eve")), ("store", new LedgerCommand.Release("eve", "matched by hand"))],
            _server.Ledgers.Acts);
        var events = await _server.Log.ReadAsync(null, 10, "store", "", CancellationToken.None);
        Assert.Equal([("payment-cancelled", "eve"), ("payment-replaced", "eve")], events.Select(e => (e.Kind, e.By)));
    }

    [Fact]
    public async Task A_refused_act_is_a_problem_and_no_event()
    {
        var payment = _server.Ledgers.Add("store", "ann", 1);
        _server.Ledgers.No = new Refusal("too-late", "once signed it cannot be taken back");

        var no = await _server.Http.PostAsync(new Uri($"/api/v1/payments/{payment.Id}/cancel", UriKind.Relative), null);

        Assert.Equal((HttpStatusCode.Conflict, "once signed it cannot be taken back"), (no.StatusCode, await Detail(no)));
        Assert.Empty(await _server.Log.ReadAsync(null, 10, "", "", CancellationToken.None));
        Assert.Equal(HttpStatusCode.BadRequest, (await _server.Http.PostAsync(new Uri($"/api/v1/payments/{payment.Id}/replace", UriKind.Relative), null)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await _server.Http.PostAsync(new Uri("/api/v1/wallets/store/release", UriKind.Relative), null)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _server.Http.PostAsync(new Uri("/api/v1/wallets/nobody/reconcile", UriKind.Relative), null)).StatusCode);
    }

    [Fact]
    public async Task A_comparison_names_each_difference()
    {
        _server.Ledgers.Differences = ["one thing", "another"];

        var found = await PostAsync("wallets/store/reconcile");

        Assert.Equal("the ledger of store and the chain differ in 2 things", Text(found, "done"));
        Assert.Equal(["one thing", "another"], found.GetProperty("differences").EnumerateArray().Select(d => d.GetString()));
    }

    [Fact]
    public async Task A_held_wallet_says_so_with_what_to_do_and_to_strangers_without_the_reason()
    {
        _server.Publish(Some.Daemon());
        _server.Ledgers.Held = "its journal is behind";

        var shown = await _server.GetAsync("/api/v1/wallets/store");
        var health = await _server.GetAsync("/healthz/wallets/store");

        Assert.Equal((true, false), (shown.GetProperty("reads").GetBoolean(), shown.GetProperty("money").GetBoolean()));
        Assert.Equal("money is held: its journal is behind. 1 of 1 daemons serve. To end it: paywarden reconcile store, then paywarden release store --reason WHY", Text(shown, "why"));
        Assert.False(health.GetProperty("money").GetBoolean());
        Assert.DoesNotContain("behind", Text(health, "why"), StringComparison.Ordinal);
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private static async Task<string?> Detail(HttpResponseMessage response) => Text(await response.Content.ReadFromJsonAsync<JsonElement>(), "detail");

    private async Task<JsonElement> PostAsync(string path, object? body = null)
    {
        var response = await _server.Http.PostAsJsonAsync($"/api/v1/{path}", body ?? new object());
        Assert.True(response.IsSuccessStatusCode, $"{path}: {response.StatusCode}");
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
