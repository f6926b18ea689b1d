using System.Text.Json;
using System.Text.Json.Nodes;
using Paywarden.JsonRpc;
using Paywarden.Kernel;
using Paywarden.Keys;

namespace Paywarden.Wallets;

/// <summary>A wallet on disk: one JSON document, sealed when there is a password.</summary>
internal static class WalletFile
{
    private static readonly (string Name, int Chain)[] Rows = [("receiving", KeyTree.Receiving), ("change", KeyTree.Change)];

    /// <summary>Null where the original loads nothing and still says true: no such file, or a sealed one and no password.</summary>
    public static Wallet? Load(string path, string? password, Network network)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var bytes = File.ReadAllBytes(path);
        if (WalletSeal.IsSealed(bytes))
        {
            if (string.IsNullOrEmpty(password))
            {
                return null;
            }

            bytes = WalletSeal.Unseal(bytes, password)
                ?? throw RpcFault.Python("electroncash.util.InvalidPassword", "Incorrect password", "decrypt");
        }
        else
        {
            password = null;
        }

        try
        {
            return Read(JsonNode.Parse(bytes)!.AsObject(), path, password, network);
        }
        catch (Exception bad) when (bad is JsonException or InvalidOperationException or NullReferenceException or FormatException or KeyNotFoundException or ArgumentException)
        {
            throw RpcFault.Python("OSError", $"Cannot read wallet file '{path}'", "load_data");
        }
    }

    public static void Save(Wallet wallet)
    {
        using var memory = new MemoryStream();
        using (var writer = new Utf8JsonWriter(memory, new JsonWriterOptions { Indented = true }))
        {
            Write(wallet).WriteTo(writer);
        }

        var content = memory.GetBuffer().AsSpan(0, (int)memory.Length);
        DurableFile.Write(wallet.Path, wallet.Password is null ? content : WalletSeal.Seal(content, wallet.Password));
    }

    private static Wallet Read(JsonObject file, string path, string? password, Network network)
    {
        // The least a rehearsal needs: all who are given the same seed hold the same wallet.
        if (file["seed"] is { } seed && !file.ContainsKey("keystore"))
        {
            return new Wallet(KeyTree.FromSeed(network, (string)seed!)) { Path = path, Password = password, Seed = (string)seed!, Funded = Wallet.UsuallyFunded };
        }

        var keystore = file["keystore"]!.AsObject();
        var addresses = file["addresses"]!.AsObject();
        var wallet = new Wallet(Account(keystore, network))
        {
            Path = path,
            Password = password,
            Seed = (string?)keystore["seed"],
            Funded = (int)file["funded"]!,
        };
        RememberKeys(wallet.Keys, file["pubkeys"]?.AsObject() ?? []);
        wallet.Grow((int)addresses["receiving"]!, (int)addresses["change"]!);
        wallet.Book.Read(file["transactions"]?.AsArray() ?? []);
        wallet.Recount();
        foreach (var entry in file["payment_requests"]!.AsArray())
        {
            wallet.Requests.Add(PaymentRequest.Read(entry!.AsObject()));
        }

        foreach (var (key, label) in file["labels"]!.AsObject())
        {
            wallet.Labels[key] = (string)label!;
        }

        foreach (var address in file["frozen_addresses"]!.AsArray())
        {
            wallet.FrozenAddresses.Add((string)address!);
        }

        foreach (var coin in file["frozen_coins"]!.AsArray())
        {
            wallet.FrozenCoins.Add((string)coin!);
        }

        return wallet;
    }

    private static KeyTree Account(JsonObject keystore, Network network) => keystore["seed"] is { } seed
        ? KeyTree.FromSeed(network, (string)seed!)
        : new KeyTree(network, ExtendedKey.Read(network, (string)(keystore["xprv"] ?? keystore["xpub"])!) ?? throw new FormatException("no extended key"));

    private static JsonObject Keystore(Wallet wallet)
    {
        var keystore = new JsonObject { ["type"] = "bip32", ["xpub"] = wallet.Keys.Account.PublicText(wallet.Network) };
        if (wallet.Keys.Account.SecretText(wallet.Network) is { } secret)
        {
            keystore["xprv"] = secret;
        }

        if (wallet.Seed is not null)
        {
            keystore["seed"] = wallet.Seed;
        }

        return keystore;
    }

    private static void RememberKeys(KeyTree keys, JsonObject file)
    {
        foreach (var (name, chain) in Rows)
        {
            var row = Convert.FromHexString((string?)file[name] ?? "");
            for (var index = 0; 33 * (index + 1) <= row.Length; index++)
            {
                keys.Remember(chain, index, row[(33 * index)..(33 * (index + 1))]);
            }
        }
    }

    /// <summary>As the original keeps them: deriving them anew would cost each start a tenth of a second.</summary>
    private static string KeyRow(KeyTree keys, int chain, int count) =>
        Convert.ToHexStringLower([.. Enumerable.Range(0, count).SelectMany(index => keys.PublicKey(chain, index))]);

    private static JsonObject Write(Wallet wallet)
    {

        var labels = new JsonObject();
        foreach (var (key, label) in wallet.Labels)
        {
            labels[key] = label;
        }

        return new JsonObject
        {
            ["wallet_type"] = "standard",
            ["seed_version"] = 18,
            ["use_encryption"] = wallet.Password is not null,
            ["keystore"] = Keystore(wallet),
            ["funded"] = wallet.Funded,
            ["addresses"] = new JsonObject { ["receiving"] = wallet.Receiving.Count, ["change"] = wallet.Change.Count },
            ["pubkeys"] = new JsonObject
            {
                ["receiving"] = KeyRow(wallet.Keys, KeyTree.Receiving, wallet.Receiving.Count),
                ["change"] = KeyRow(wallet.Keys, KeyTree.Change, wallet.Change.Count),
            },
            ["transactions"] = wallet.Book.Write(),
            ["payment_requests"] = new JsonArray([.. wallet.Requests.Select(r => r.Write())]),
            ["labels"] = labels,
            ["frozen_addresses"] = new JsonArray([.. wallet.FrozenAddresses.Select(a => (JsonNode)a)]),
            ["frozen_coins"] = new JsonArray([.. wallet.FrozenCoins.Select(c => (JsonNode)c)]),
        };
    }
}
