using System.Net;
using Paywarden.Daemons;

namespace Paywarden.Admin;

public sealed class StatusPageSpecs : IAsyncLifetime
{
    private AdminServer _server = null!;

    public async Task InitializeAsync() => _server = await AdminServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task The_page_shows_daemons_the_bad_first_and_the_newest_events_first_without_a_token()
    {
        _server.Publish(Some.Daemon(), Some.Daemon("store-1", DaemonState.Parked, "wrong wallet password"));
        _server.Log.Append(Some.Event(why: "older"));
        _server.Log.Append(Some.Event(why: "newer", by: "ann"));

        var (response, page) = await GetAsync();

        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains("""<meta http-equiv="refresh" content="5">""", page, StringComparison.Ordinal);
        Assert.Contains("pid 4711, 0 restarts, height 120", page, StringComparison.Ordinal);
        Assert.True(page.IndexOf("<strong>store-1</strong> parked", StringComparison.Ordinal) < page.IndexOf("<strong>store-0</strong> ready", StringComparison.Ordinal));
        Assert.True(page.IndexOf("newer <small>(by ann)", StringComparison.Ordinal) < page.IndexOf("store-0: older", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_daemons_and_operators_wrote_cannot_become_markup()
    {
        _server.Publish(Some.Daemon("store-0", DaemonState.Parked, "<script>alert('x')</script> & \"so\""));
        _server.Log.Append(Some.Event(why: "<img src=x onerror=alert(1)>", by: "<b>ann</b>"));

        var (response, page) = await GetAsync();

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<b>", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
        Assert.StartsWith("default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_of_somewhere_else_cannot_read_it_under_a_name_of_its_own()
    {
        using var http = new HttpClient { BaseAddress = _server.Http.BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Host = "evil.example:7778";

        using var response = await http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    private async Task<(HttpResponseMessage Response, string Page)> GetAsync()
    {
        using var http = new HttpClient { BaseAddress = _server.Http.BaseAddress };
        var response = await http.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (response, await response.Content.ReadAsStringAsync());
    }
}
