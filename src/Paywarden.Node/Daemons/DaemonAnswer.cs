using Paywarden.JsonRpc;

namespace Paywarden.Daemons;

/// <summary>What one exchange with a daemon gave: a reply with its bytes, or a fault. Dispose gives the bytes back to the pool.</summary>
internal readonly struct DaemonAnswer : IDisposable
{
    private readonly PooledBuffer? _body;
    private readonly RpcReply _reply;

    public DaemonAnswer(PooledBuffer body, RpcReply reply) => (_body, _reply) = (body, reply);

    public DaemonAnswer(CallFault fault, string why) => (Fault, Why) = (fault, why);

    /// <summary>Meaningful only with <see cref="IsWhole"/> false.</summary>
    public CallFault Fault { get; }

    public string? Why { get; }

    public bool IsWhole => _body is not null;

    public bool IsError => _reply.IsError;

    /// <summary>The result or the daemon's error, as the daemon wrote it.</summary>
    public ReadOnlySpan<byte> Value => (_reply.IsError ? _reply.Error : _reply.Result).Of(_body!.Span);

    public void Dispose() => _body?.Dispose();
}
