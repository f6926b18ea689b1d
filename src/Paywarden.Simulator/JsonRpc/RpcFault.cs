namespace Paywarden.JsonRpc;

/// <summary>A JSON-RPC error on its way to the caller, with the codes and the wording of the original's library.</summary>
internal sealed class RpcFault(int code, string message) : Exception(message)
{
    public int Code { get; } = code;

    /// <summary>What an exception inside a method looks like outside: the last frame of its traceback, file path included, then the exception.</summary>
    public static RpcFault Python(string type, string text, string frame)
    {
        var said = text.Length == 0 ? type : $"{type}: {text}";
        return new RpcFault(-32603, $"Server error: File \"/opt/electron-cash/electroncash/commands.py\", line {100 + (frame.Length * 37)}, in {frame} | {said}\n");
    }

    public static RpcFault BadParameters(string text) => new(-32602, $"Invalid parameters: {text}");
}
