namespace Paywarden.JsonRpc;

/// <summary>Which shape the caller speaks and is answered in.</summary>
public enum RpcVersion
{
    /// <summary>No "jsonrpc" member: replies carry result and error both, one of them null.</summary>
    One,
    Two,
}

/// <summary>What the "params" member of a request is.</summary>
public enum ParamsKind
{
    /// <summary>Missing or null: sent on as an empty list.</summary>
    Missing,
    Positional,
    Named,
}

/// <summary>What one request says, by offsets into its body; nothing is copied or decoded but the method's name.</summary>
/// <param name="Id">The caller's id as it was written, quotes and all; empty where there was none.</param>
/// <param name="Params">The raw list or object; empty where there was none.</param>
/// <param name="MethodLength">How many characters of the caller's buffer hold the name; 0: it is longer than any method.</param>
/// <param name="IsNotification">No id, or in version one a null id: the caller wants no answer.</param>
public readonly record struct RpcRequest(RpcVersion Version, Slice Id, Slice Params, ParamsKind Kind, int MethodLength, bool IsNotification)
{
    /// <summary>Of a body that could not be read: answered in version two with a null id, as JSON-RPC 2.0 asks.</summary>
    public static readonly RpcRequest Unreadable = new(RpcVersion.Two, default, default, ParamsKind.Missing, 0, false);
}

/// <summary>Bounds of one request.</summary>
/// <param name="MaxParams">Bytes of the raw params: some daemons compute for minutes on one long string.</param>
/// <param name="MaxDepth">Nesting, the request itself being 1.</param>
public readonly record struct RequestLimits(long MaxParams, int MaxDepth);
