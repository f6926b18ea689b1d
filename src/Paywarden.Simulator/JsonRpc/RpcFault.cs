namespace Paywarden.JsonRpc;

/// <summary>A JSON-RPC error on its way to the caller, with the codes and the wording of the original's library.</summary>
internal sealed class RpcFault(int code, string message) : Exception(message)
{
    private const int NoSpaceLeft = 28;

    public int Code { get; } = code;

    /// <summary>What an exception inside a method looks like outside: the last frame of its traceback, file path included, then the
    /// exception. The library takes every TypeError for wrong parameters.</summary>
    public static RpcFault Python(string type, string text, string frame)
    {
        var said = text.Length == 0 ? type : $"{type}: {text}";
        return type == "TypeError"
            ? BadParameters(text)
            : new RpcFault(-32603, $"Server error: File \"/opt/electron-cash/electroncash/commands.py\", line {100 + (frame.Length * 37)}, in {frame} | {said}\n");
    }

    public static RpcFault BadParameters(string text) => new(-32602, $"Invalid parameters: {text}");

    /// <summary>Any failure, as Python would have named it.</summary>
    public static RpcFault Of(Exception failed) => failed switch
    {
        RpcFault fault => fault,
        IOException or UnauthorizedAccessException => Python("OSError", Errno(failed), "write"),
        _ => Python("ValueError", failed.Message, "func_wrapper"),
    };

    /// <summary>"[Errno 28] No space left on device"; other errors in the words of the runtime.</summary>
    public static string Errno(Exception failed) =>
        failed.HResult == NoSpaceLeft ? $"[Errno {NoSpaceLeft}] No space left on device" : failed.Message;
}
