using System.Text.Json;
using System.Text.Json.Nodes;

namespace Paywarden.Conformance;

/// <summary>A program whose conformance is tried: how it is called, set up and given a wallet.</summary>
internal abstract class Subject
{
    public const string Simulator = "simulator";
    public const string Electrum = "electrum";
    public static readonly IReadOnlySet<string> Names = new HashSet<string> { Simulator, Electrum };

    public abstract string Name { get; }

    public abstract string Program { get; }

    /// <summary>Puts the wallet into place, encrypted if a password is given.</summary>
    public abstract Task PutWalletAsync(string path, bool isSealed);

    /// <summary>What the wallet file of a sealed one opens with.</summary>
    public abstract string WalletPassword { get; }

    /// <summary>The settings that every daemon of this kind needs beside port and credentials.</summary>
    public abstract void Configure(JsonObject settings, Seat seat);

    public abstract (string Method, JsonNode Params) Load(Seat seat, string wallet, string? password);

    public string Settings(Seat seat, JsonElement? more)
    {
        var settings = new JsonObject
        {
            ["rpchost"] = "127.0.0.1",
            ["rpcport"] = seat.Port,
            ["rpcuser"] = seat.User,
            ["rpcpassword"] = seat.Password,
        };
        Configure(settings, seat);
        foreach (var member in more?.EnumerateObject() ?? default)
        {
            settings[member.Name] = JsonNode.Parse(member.Value.GetRawText());
        }

        return settings.ToJsonString();
    }
}
