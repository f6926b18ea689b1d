namespace Paywarden.Conformance;

/// <summary>Every word that a step of facts.json may use.</summary>
internal static class Vocabulary
{
    /// <summary>What is done: one of these in each step.</summary>
    public static readonly IReadOnlyDictionary<string, string> Verbs = new Dictionary<string, string>
    {
        ["call"] = "this method with params, over one connection of its own",
        ["post"] = "this body, byte for byte (with verb, path, headers; length: false leaves Content-Length out)",
        ["load"] = "this wallet file, with walletPassword, the way this daemon loads one",
        ["end"] = "waits for a call that was sent to the background under this name",
        ["pending"] = "sees that this one has not been answered, after so many ms",
        ["open"] = "a connection of this name, and sends the text in send over it",
        ["close"] = "that connection",
        ["read"] = "what comes over that connection until it ends, as seen in ends and text",
        ["crowd"] = "so many connections at once; connected counts those accepted within ms",
        ["place"] = "another daemon's folder, settings and wallet, under the name in at",
        ["start"] = "the daemon in its foreground form with these words added; awaited unless ready is false; like: in the folder of that other one",
        ["run"] = "the program with these words, to its end: code, output",
        ["signal"] = "this signal to the daemon, or to the process pid",
        ["ended"] = "waits for the daemon's end with this code (128 + n after signal n)",
        ["running"] = "whether the daemon's process lives, after so many ms",
        ["said"] = "what it has written to its output",
        ["resident"] = "its resident memory in MiB",
        ["process"] = "this pid: is gone, or ours (of our session)",
        ["file"] = "this file: exists, text, json",
        ["write"] = "this file, with content",
        ["copy"] = "this file, to another place",
        ["remove"] = "this file",
        ["fault"] = "arms this fault in the simulator",
    };

    /// <summary>How it is done.</summary>
    public static readonly IReadOnlySet<string> Modifiers = new HashSet<string>
    {
        "params", "at", "as", "verb", "path", "headers", "length", "background", "until", "times", "fastest", "walletPassword", "send", "ms", "ready",
        "like", "pid", "to", "content",
    };

    /// <summary>What must be seen. A step without any of these only prepares the next.</summary>
    public static readonly IReadOnlySet<string> Expectations = new HashSet<string>
    {
        "status", "body", "header", "result", "error", "json", "reply", "atLeast", "within", "slower", "ends", "text", "connected", "code", "output",
        "is", "exists", "pending", "ended", "running", "said", "resident",
    };
}
