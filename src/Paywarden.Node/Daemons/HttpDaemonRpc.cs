using System.Text;
using System.Text.Json;
using Paywarden.JsonRpc;

namespace Paywarden.Daemons;

/// <summary>Our own calls (probes, wallet load, stop) over the same transport as the callers'.</summary>
internal sealed class HttpDaemonRpc(DaemonTransports transports, TimeProvider clock) : IDaemonRpc
{
    private long _id;

    public async Task<DaemonReply> CallAsync(DaemonEndpoint endpoint, DaemonCall call, TimeSpan limit, CancellationToken cancel)
    {
        var body = Envelope.Write(Interlocked.Increment(ref _id), call.Method, Encoding.UTF8.GetBytes(call.Params));
        using var timer = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancel);
        using var answer = await transports.For(endpoint).ExchangeAsync(body, either.Token).ConfigureAwait(false);
        if (!answer.IsWhole)
        {
            return new DaemonReply.Failed(answer.Fault, answer.Why!);
        }

        using var document = JsonDocument.Parse(answer.Value.ToArray(), new JsonDocumentOptions { MaxDepth = 512 });
        return answer.IsError ? new DaemonReply.Error(ErrorOf(document.RootElement)) : new DaemonReply.Result(document.RootElement.Clone());
    }

    /// <summary>Daemons differ: most send {code, message}, some a bare string.</summary>
    private static DaemonError ErrorOf(JsonElement error) => error.ValueKind == JsonValueKind.Object
        ? new DaemonError(
            error.TryGetProperty("code", out var code) && code.ValueKind == JsonValueKind.Number && code.TryGetInt32(out var number) ? number : 0,
            error.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String ? message.GetString()! : error.GetRawText())
        : new DaemonError(0, error.ValueKind == JsonValueKind.String ? error.GetString()! : error.GetRawText());
}
