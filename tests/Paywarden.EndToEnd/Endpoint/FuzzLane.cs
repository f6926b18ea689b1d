using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Paywarden.Harness;
using Paywarden.JsonRpc;

namespace Paywarden.Endpoint;

/// <summary>What came of the mutated requests of one lane.</summary>
internal sealed record FuzzTally(int Requests = 0, int Unanswered = 0, int RefusedByHttp = 0, int Refused = 0, int Answered = 0, int Empty = 0, int Executed = 0)
{
    /// <summary>How many calls the daemon must have got.</summary>
    public int Calls => Answered + Executed;

    public static FuzzTally operator +(FuzzTally a, FuzzTally b) => new(
        a.Requests + b.Requests, a.Unanswered + b.Unanswered, a.RefusedByHttp + b.RefusedByHttp, a.Refused + b.Refused, a.Answered + b.Answered, a.Empty + b.Empty, a.Executed + b.Executed);

    public override string ToString() =>
        $"{Requests} mutated requests: {RefusedByHttp} refused by HTTP, {Unanswered} closed without an answer, {Refused} calls refused, {Answered} answered by the daemon, {Empty} answered with nothing, {Executed} calls of money ran unanswered";
}

/// <summary>Sends mutated requests one after the other to a wallet of its own, so that each call of its daemon is known to be of the request before it.</summary>
internal sealed class FuzzLane(int port, string wallet, string authorization, RecordingDaemon daemon, int seed)
{
    /// <summary>The daemon's own error.</summary>
    private const int Own = 77;

    private static readonly string[] Money = ["setlabel", "addrequest", "broadcast"];

    private static readonly byte[][] Bodies =
    [
        .. new[]
        {
            """{"method":"getbalance","params":[],"id":1}""",
            """{"jsonrpc":"2.0","method":"setlabel","params":{"key":"qqm6w9nkkrl9gj3zdcph65rydezrmz68vvh8vwfgt3","label":"0.005","unsigned":true},"id":"order-1942"}""",
            """{"jsonrpc":"2.0","method":"addrequest","params":["0.1","müsli ☕",3600,true],"id":null}""",
            """{"method":"setlabel","params":["a","b"]}""",
            """{"jsonrpc":"2.0","method":"broadcast","params":["00ff"]}""",
            """{"method":"getbalance"}""",
            """[{"method":"getbalance","id":1},{"method":"setlabel","params":[],"id":2.5e3},{"jsonrpc":"2.0","method":"history"},{"method":"addrequest"}]""",
            """[{"jsonrpc":"2.0","method":"setlabel","params":[1]},{"jsonrpc":"2.0","method":"broadcast","params":[2]}]""",
            """{"id":"\u00e9\ud83d\ude00","method":"history","params":["q"],"extra":{"a":[1,[2,[3,{"b":null}]]]}}""",
            """  { "params" : [ ] , "method" : "getbalance" , "id" : -0.0 }  """,
        }.Select(Encoding.UTF8.GetBytes),
    ];

    private static readonly byte[][] HttpPieces =
    [
        .. Mutator.Pieces(
            "\r\n", "\n", "\r", "\0", " ", ":", ",", "é", "%00", "%2f", "/", "HTTP/1.0", "HTTP/2.0", "GET ", "PRI * ", "/wallets/", "/RPC2", "?a=b", "\r\n\r\n",
            "\r\nContent-Length: 5", "\r\nContent-Length: 0", "\r\nTransfer-Encoding: chunked", "\r\nTransfer-Encoding: gzip", "\r\nExpect: 100-continue", "\r\nOrigin: x",
            "\r\nX-Paywarden-Deadline: 0", "\r\nX-Paywarden-Deadline: -Infinity", "\r\nX-Paywarden-Deadline: 1e400", "\r\nX-Paywarden-Daemon: nobody", "\r\nX-Request-Id: a b",
            "\r\nConnection: keep-alive", "\r\nConnection: upgrade\r\nUpgrade: websocket", "\r\nAuthorization: Basic eDp5", "\r\nContent-Encoding: gzip", "\r\nHost: b"),
    ];

    private readonly Random _random = new(seed);

    /// <summary>A healthy answer names its method; one method always fails at the daemon.</summary>
    public static Reaction Answer(RecordedCall call) =>
        call.Method == "history" ? call.Error($$"""{"code":{{Own}},"message":"history"}""") : call.Result($"\"{call.Method}\"");

    public async Task<FuzzTally> RunAsync(int requests)
    {
        var tally = new FuzzTally();
        for (var n = 0; n < requests; n++)
        {
            var (request, body) = Next();
            try
            {
                tally += Judge(await SendAsync(request), daemon.Unseen(), body);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                throw new InvalidOperationException($"seed {seed}, request {n}: {JsonSerializer.Serialize(Encoding.Latin1.GetString(request))}: {e.Message}", e);
            }
        }

        return tally;
    }

    /// <returns>The request; and its body, where HTTP surely carries just that.</returns>
    private (byte[] Request, byte[]? Body) Next()
    {
        var body = Bodies[_random.Next(Bodies.Length)];
        var mutated = _random.Next(10) < 6 ? Mutator.Mutate(body, _random, Mutator.JsonPieces) : body;
        var whole = new RawRequest(mutated)
        {
            Line = _random.Next(4) == 0 ? "POST / HTTP/1.1" : $"POST /wallets/{wallet} HTTP/1.1",
            Authorization = authorization,
            Headers = "Content-Type: application/json\r\nConnection: close\r\n",
        };
        if (mutated != body)
        {
            return (whole.Bytes, mutated);
        }

        byte[] broken = _random.Next(3) switch
        {
            0 => Mutator.Mutate(whole.Bytes, _random, HttpPieces),
            1 => [.. Mutator.Mutate(whole.Head, _random, HttpPieces), .. body],
            _ => [.. AddLine(whole.Head), .. body],
        };
        return (broken, null);
    }

    /// <summary>Puts a piece where a header line begins: elsewhere most of them would mean nothing.</summary>
    private byte[] AddLine(byte[] head)
    {
        var ends = Enumerable.Range(0, head.Length - 3).Where(at => head[at] == '\r').ToArray();
        var place = ends[_random.Next(ends.Length)];
        return [.. head[..place], .. HttpPieces[_random.Next(HttpPieces.Length)], .. head[place..]];
    }

    private async Task<RawReply?> SendAsync(byte[] request)
    {
        using var connection = await RawConnection.OpenAsync(port);
        try
        {
            await connection.SendAsync(request);
        }
        catch (SocketException)
        {
            // It had seen enough; its answer may stand before that.
        }

        RawReply? reply;
        do
        {
            reply = await connection.TryReadAsync();
        }
        while (reply is { Status: 100 });
        return reply;
    }

    private static FuzzTally Judge(RawReply? reply, RecordedCall[] calls, byte[]? body)
    {
        var tally = new FuzzTally(Requests: 1);
        if (reply is not { Status: 200 })
        {
            Assert.True(reply is null or { Status: >= 400 and < 500 or 503 or 505 }, $"{reply}");
            Assert.Empty(calls);
            return reply is null ? tally with { Unanswered = 1 } : tally with { RefusedByHttp = 1 };
        }

        var answers = reply.Body.Length == 0 ? [] : reply.Json.ValueKind == JsonValueKind.Array ? reply.Json.EnumerateArray().ToArray() : [reply.Json];
        var answered = answers.Select(AnsweredMethod).OfType<string>().ToList();
        var silent = calls.Select(c => c.Method).ToList();
        foreach (var method in answered)
        {
            Assert.True(silent.Remove(method), $"{method} was answered and not called: {reply}");
        }

        // Nothing but money runs without an answer, and only where nobody wanted one.
        Assert.All(silent, method => Assert.Contains(method, Money));
        Assert.False(answers.Length == 1 && reply.Json.ValueKind == JsonValueKind.Object && silent.Count > 0, $"{silent.Count} calls beside {reply}");
        if (body is not null && !BatchSplit.IsBatch(body))
        {
            Assert.Equal(answers.Length == 0 && MustRun(body) ? 1 : 0, silent.Count);
        }

        return tally with { Refused = answers.Length - answered.Count, Answered = answered.Count, Empty = answers.Length == 0 ? 1 : 0, Executed = silent.Count };
    }

    /// <returns>The method that the daemon answered; null: the node refused.</returns>
    private static string? AnsweredMethod(JsonElement answer)
    {
        if (!answer.TryGetProperty("error", out var error) || error.ValueKind == JsonValueKind.Null)
        {
            return answer.GetProperty("result").GetString();
        }

        if (error.GetProperty("code").GetInt32() == Own)
        {
            return error.GetProperty("message").GetString();
        }

        Assert.Equal("not_committed", error.GetProperty("data").GetProperty("outcome").GetString());
        Assert.StartsWith("not done: ", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        return null;
    }

    /// <summary>Whether a notification that was answered with nothing is money that had to run, as a strict reader sees it.</summary>
    private static bool MustRun(byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        return Money.Contains(root.GetProperty("method").GetString())
            && (!root.TryGetProperty("params", out var given) || given.ValueKind is JsonValueKind.Null or JsonValueKind.Array || (given.ValueKind == JsonValueKind.Object && HasPlainNames(given)));
    }

    private static bool HasPlainNames(JsonElement given)
    {
        var names = given.EnumerateObject().Select(p => Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8PropertyName(p))).ToArray();
        return names.Distinct().Count() == names.Length && !names.Any(n => n.Contains('\\', StringComparison.Ordinal));
    }
}
