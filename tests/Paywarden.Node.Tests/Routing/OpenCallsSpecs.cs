using Microsoft.AspNetCore.Http;

namespace Paywarden.Routing;

/// <summary>What is told to the book of an HTTP request's calls, and when.</summary>
public sealed class OpenCallsSpecs
{
    private readonly FakeBook _book = new();
    private readonly CancellationTokenSource _leaves = new();
    private readonly DefaultHttpContext _http = new();

    public OpenCallsSpecs() => _http.RequestAborted = _leaves.Token;

    [Fact]
    public async Task An_answered_request_has_all_its_calls_answered_and_none_cut_off()
    {
        await using (var open = new OpenCalls(_book, _http))
        {
            await open.BeginAsync("store", "shop", "a");
            await open.BeginAsync("store", "shop", "b");
            await open.AnsweringAsync();
        }

        Assert.Equal(["answered 1 2"], _book.Told);
    }

    [Fact]
    public async Task A_caller_who_leaves_is_cut_off_at_once_and_not_answered()
    {
        await using (var open = new OpenCalls(_book, _http))
        {
            await open.BeginAsync("store", "shop", "a");
            await _leaves.CancelAsync();
            Assert.Equal(["cut 1"], _book.Told);
            await open.AnsweringAsync();
        }

        Assert.Equal(["cut 1"], _book.Told);
    }

    [Fact]
    public async Task A_request_that_ends_by_an_exception_is_cut_off()
    {
        await using (var open = new OpenCalls(_book, _http))
        {
            await open.BeginAsync("store", "shop", "a");
        }

        Assert.Equal(["cut 1"], _book.Told);
    }

    [Fact]
    public async Task A_request_without_such_calls_is_nothing_to_the_book()
    {
        await using (var open = new OpenCalls(_book, _http))
        {
            await open.AnsweringAsync();
        }

        Assert.Empty(_book.Told);
    }

    private sealed class FakeBook : ICallBook
    {
        private int _last;

        public List<string> Told { get; } = [];

        public Task<(CallTicket? Ticket, string Why)> BeginAsync(string wallet, string user, string hash) => Task.FromResult(((CallTicket?)new CallTicket($"{++_last}", IsAdopted: false), ""));

        public Task AnsweredAsync(IReadOnlyCollection<string> ids) => Tell("answered", ids);

        public Task CutOffAsync(IReadOnlyCollection<string> ids) => Tell("cut", ids);

        private Task Tell(string what, IReadOnlyCollection<string> ids)
        {
            Told.Add($"{what} {string.Join(' ', ids)}");
            return Task.CompletedTask;
        }
    }
}
