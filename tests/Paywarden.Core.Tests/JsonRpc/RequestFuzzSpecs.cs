using System.Globalization;
using System.Text;
using System.Text.Json;
using Xunit.Abstractions;

namespace Paywarden.JsonRpc;

/// <summary>Acceptance: line 9. Real requests, broken in every way a byte can be, through all that reads a request. PAYWARDEN_FUZZ sets how many.</summary>
[Collection(Name)]
[CollectionDefinition(Name, DisableParallelization = true)] // what others allocate meanwhile would count as its own
public sealed class RequestFuzzSpecs(ITestOutputHelper output)
{
    public const string Name = "measures memory";

    private static readonly string[] Corpus =
    [
        """{"method":"getinfo","params":[],"id":1}""",
        """{"jsonrpc":"2.0","method":"payto","params":{"destination":"bitcoincash:qqm6w9nkkrl9gj3zdcph65rydezrmz68vvh8vwfgt3","amount":"0.005","unsigned":true},"id":"order-1942"}""",
        """{"jsonrpc":"2.0","method":"addrequest","params":["0.1","müsli ☕",3600,true],"id":null}""",
        """[{"method":"ping","id":1},{"method":"getbalance","params":[],"id":2.5e3},{"jsonrpc":"2.0","method":"history"}]""",
        """{"id":"\u00e9\ud83d\ude00","method":"validateaddress","params":["q"],"extra":{"a":[1,[2,[3,{"b":null}]]]}}""",
        """  { "params" : [ ] , "method" : "getinfo" , "id" : -0.0 }  """,
    ];

    private static readonly RequestLimits Limits = new(MaxParams: 4096, MaxDepth: 16);

    [Fact]
    public void Broken_requests_give_a_request_or_a_fault_and_never_an_exception()
    {
        var count = int.Parse(Environment.GetEnvironmentVariable("PAYWARDEN_FUZZ") ?? "50000", CultureInfo.InvariantCulture);
        var random = new Random(1942);
        var bodies = Corpus.Select(Encoding.UTF8.GetBytes).ToArray();
        var members = new List<Slice>();
        var (good, refused) = (0, 0);
        GC.Collect();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < count; i++)
        {
            var body = Mutator.Mutate(bodies[random.Next(bodies.Length)], random, Mutator.JsonPieces);
            members.Clear();
            var isBatch = BatchSplit.IsBatch(body);
            if (isBatch && BatchSplit.Read(body, 100, members) is not null)
            {
                refused++;
                continue;
            }

            foreach (var member in isBatch ? members : [new Slice(0, body.Length)])
            {
                _ = Judge(member.Of(body)) ? good++ : refused++;
            }
        }

        GC.Collect();
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        output.WriteLine($"figure: line 9: {count} mutated requests: {good} read, {refused} refused, memory grown by {grown / 1024} KiB");
        Assert.True(good > 0 && refused > 0);
        Assert.True(grown < 8 << 20, $"memory grew by {grown} bytes");
    }

    /// <summary>What was accepted must be what a second, strict reader sees: or a daemon would be sent another call than the one that was judged.</summary>
    private static bool Judge(ReadOnlySpan<byte> json)
    {
        Span<char> name = stackalloc char[RequestPeek.MaxMethod];
        if (RequestPeek.Read(json, Limits, name, out var request) is not null)
        {
            return false;
        }

        using var document = JsonDocument.Parse(json.ToArray(), new JsonDocumentOptions { MaxDepth = Limits.MaxDepth });
        var root = document.RootElement;
        Assert.Single(root.EnumerateObject(), p => p.NameEquals("method"));
        var method = root.GetProperty("method").GetString()!;
        if (request.MethodLength > 0)
        {
            Assert.Equal(method, name[..request.MethodLength].ToString());
        }

        var raw = request.Params.Of(json);
        if (!raw.IsEmpty)
        {
            Assert.Equal(root.GetProperty("params").GetRawText(), Encoding.UTF8.GetString(raw));
            _ = ParameterCheck.Check(raw, request.Kind, "payto", ["destination", "amount", "fee", "-nocheck", "unsigned"]);
        }

        Assert.Equal(request.Id.IsEmpty, !root.TryGetProperty("id", out var id));
        Assert.Equal(request.Id.IsEmpty ? "" : id.GetRawText(), Encoding.UTF8.GetString(request.Id.Of(json)));
        Assert.True(ReplyPeek.TryRead(Envelope.Write(1, "ping", raw), out _) is false);
        return true;
    }
}
