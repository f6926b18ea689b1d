using Paywarden.JsonRpc;
using System.Buffers;

namespace Paywarden.Routing;

/// <summary>A batch: reads side by side, everything else one after the other in the given order, one deadline, an error for each member of its own.</summary>
internal static class Batch
{
    public static async Task RunAsync(
        CallRunner runner, HttpResponse response, ReadOnlyMemory<byte> body, RpcSettings settings, Func<ReadOnlyMemory<byte>, PreparedCall> prepare, Deadline deadline, Caller caller, OpenCalls open)
    {
        var members = new List<Slice>();
        if (BatchSplit.Read(body.Span, settings.MaxBatch, members) is { } fault)
        {
            using var one = new PooledBuffer();
            ReplyWriter.Write(one, RpcVersion.Two, default, fault);
            await SendAsync(response, one).ConfigureAwait(false);
            return;
        }

        var calls = members.Select(m => body.Slice(m.Start, m.Length)).Select(json => (Json: json, Call: prepare(json))).ToArray();
        var outcomes = new CallOutcome?[calls.Length];
        var reads = calls.Index().Where(c => c.Item.Call is { IsRead: true }).Select(c => RunAsync(c.Index));
        await Task.WhenAll([InOrderAsync(), .. reads]).ConfigureAwait(false);
        await open.AnsweringAsync().ConfigureAwait(false);
        await SendAllAsync(response, calls, outcomes).ConfigureAwait(false);

        async Task InOrderAsync()
        {
            foreach (var (index, (_, call)) in calls.Index())
            {
                if (!call.IsRead)
                {
                    await RunAsync(index).ConfigureAwait(false);
                }
            }
        }

        async Task RunAsync(int index)
        {
            var call = calls[index].Call;
            outcomes[index] = call.Fault is { } no ? CallOutcome.No(no)
                : call is { Request.IsNotification: true, IsRead: true } ? null
                : await call.RunAsync(runner, deadline, caller, key: null, open, calls[index].Json, $"{index}/{calls.Length}").ConfigureAwait(false);
        }
    }

    private static async Task SendAllAsync(HttpResponse response, (ReadOnlyMemory<byte> Json, PreparedCall Call)[] calls, CallOutcome?[] outcomes)
    {
        using var reply = new PooledBuffer(4096);
        foreach (var ((json, call), outcome) in calls.Zip(outcomes))
        {
            if (outcome is not { } done)
            {
                continue;
            }

            using (done)
            {
                if (!call.Request.IsNotification)
                {
                    reply.Write(reply.Length == 0 ? "["u8 : ","u8);
                    Write(reply, call.Request, json.Span, done);
                }
            }
        }

        if (reply.Length > 0)
        {
            reply.Write("]"u8);
        }

        await SendAsync(response, reply).ConfigureAwait(false);
    }

    private static void Write(PooledBuffer reply, in RpcRequest request, ReadOnlySpan<byte> json, in CallOutcome outcome)
    {
        var id = request.Id.Of(json);
        if (outcome.Fault is { } fault)
        {
            ReplyWriter.Write(reply, request.Version, id, fault);
        }
        else
        {
            ReplyWriter.Write(reply, request.Version, id, outcome.Answer.Value, outcome.Answer.IsError);
        }
    }

    private static async Task SendAsync(HttpResponse response, PooledBuffer reply)
    {
        response.ContentType = "application/json";
        response.ContentLength = reply.Length;
        await response.BodyWriter.WriteAsync(reply.Memory, CancellationToken.None).ConfigureAwait(false);
    }
}
