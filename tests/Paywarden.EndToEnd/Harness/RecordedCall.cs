using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Paywarden.Harness;

/// <summary>One call that a <see cref="RecordingDaemon"/> got.</summary>
internal sealed record RecordedCall(string Head, byte[] Body) : RawMessage(Head, Body)
{
    private readonly JsonElement _json = JsonSerializer.Deserialize<JsonElement>(Body);

    public string Method => _json.GetProperty("method").GetString()!;

    public string Id => _json.GetProperty("id").GetRawText();

    public string Params => _json.GetProperty("params").GetRawText();

    /// <summary>An answer around a result, byte for byte.</summary>
    public Reaction Result(string json) => Reaction.Json($$"""{"result": {{json}} , "error": null, "id": {{Id}}}""");

    /// <summary>An answer around an error, byte for byte.</summary>
    public Reaction Error(string json, int status = 200) => Reaction.Json($$"""{"result": null, "error": {{json}} , "id": {{Id}}}""", status);
}

/// <summary>What a daemon does about a call: sends these bytes, and perhaps closes the connection.</summary>
internal sealed record Reaction(byte[] Bytes, bool Closes = false)
{
    /// <summary>Closes the connection without a byte.</summary>
    public static readonly Reaction Cut = new([], Closes: true);

    public static Reaction Json(string body, int status = 200)
    {
        var content = Encoding.UTF8.GetBytes(body);
        return new([.. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} X\r\nContent-Length: {content.Length}\r\n\r\n")), .. content]);
    }

    /// <summary>Dies in the middle of its answer.</summary>
    public Reaction Half() => new(Bytes[..^(Bytes.Length / 4)], Closes: true);
}

/// <summary>Calls that wait at a daemon until they are released.</summary>
internal sealed class Held : IDisposable
{
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Released => _released.Task;

    public void Release() => _released.TrySetResult();

    public void Dispose() => Release();
}
