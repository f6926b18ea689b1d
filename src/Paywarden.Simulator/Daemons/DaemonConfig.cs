using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Paywarden.Kernel;

namespace Paywarden.Daemons;

/// <summary>DIR/config: one JSON object. What cannot be read counts as empty, without a word: then port and password are new and random.</summary>
internal sealed class DaemonConfig
{
    private readonly JsonObject _values;
    private readonly string _path;
    private readonly bool _isOffline;

    private DaemonConfig(string path, JsonObject values, bool isOffline)
    {
        _path = path;
        _values = values;
        _isOffline = isOffline;
    }

    public string User { get; private set; } = "";

    public string Password { get; private set; } = "";

    public string Host => Text("rpchost") ?? "127.0.0.1";

    /// <summary>The folder of the chain: as the command line says; a server that is a path; as the configuration says; else one of its own.</summary>
    public string Chain { get; private init; } = "";

    /// <summary>Zero: blocks come only when asked for.</summary>
    public TimeSpan MineEvery { get; private init; }

    public bool Offline => _isOffline || (_values["offline"] is JsonValue value && value.TryGetValue<bool>(out var offline) && offline);

    public string Server => Text("server") ?? "electroncash.example:50002:s";

    public JsonNode? this[string key] => _values[key];

    public static DaemonConfig Load(DataFolder folder, Arguments arguments)
    {
        var values = Read(folder.Config);
        var config = new DaemonConfig(folder.Config, values, arguments.Offline)
        {
            Chain = ChainFolder(folder, arguments, values),
            MineEvery = TimeSpan.FromSeconds(arguments.MineEvery ?? (values["simulator_mine_every"] is JsonValue every && every.TryGetValue<int>(out var seconds) ? seconds : 0)),
        };
        config.TakeCredentials();
        return config;
    }

    /// <summary>Where the chain lies for whoever runs with these words, daemon or not.</summary>
    public static string ChainFolder(DataFolder folder, Arguments arguments) => ChainFolder(folder, arguments, Read(folder.Config));

    /// <summary>The port to bind, 0 for any; a value that no socket takes (a string, 70000) is refused by the exception it causes there, as in Python.</summary>
    public int Port()
    {
        var node = _values["rpcport"];
        if (node is null)
        {
            return 0;
        }

        return node is JsonValue value && value.TryGetValue<int>(out var port) && port is >= 0 and <= 65535
            ? port
            : throw new ArgumentException($"rpcport {node.ToJsonString()} is not a port");
    }

    public string? Text(string key) => Word(_values, key);

    public void Set(string key, JsonNode? value)
    {
        _values[key] = value;
        Save();
    }

    private static string ChainFolder(DataFolder folder, Arguments arguments, JsonObject values)
    {
        string?[] said = [arguments.Chain, Word(values, "server"), Word(values, "simulator_chain")];
        return Array.Find(said, path => path is ['/', ..]) ?? Path.Combine(folder.Path, "chain");
    }

    private static string? Word(JsonObject values, string key) => values[key] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private void TakeCredentials()
    {
        if (Text("rpcuser") is { } user && Text("rpcpassword") is { } password)
        {
            (User, Password) = (user, password);
            return;
        }

        (User, Password) = ("user", Convert.ToBase64String(RandomNumberGenerator.GetBytes(16)));
        _values["rpcuser"] = User;
        _values["rpcpassword"] = Password;
        Save();
    }

    // In place, not atomically: that is how the original comes by truncated ones.
    private void Save()
    {
        using var file = new FileStream(_path, FileMode.Create, FileAccess.Write);
        using var writer = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true });
        _values.WriteTo(writer);
    }

    private static JsonObject Read(string path)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllBytes(path)) as JsonObject ?? [];
        }
        catch (Exception unreadable) when (unreadable is JsonException or IOException)
        {
            return [];
        }
    }
}
