using System.Text.Json;
using CsCheck;
using Paywarden.Kernel;

namespace Paywarden.Daemons.Dialects;

/// <summary>How a dialect's wallet is split into twins and signers.</summary>
public sealed class SplitWalletSpecs
{
    private const string Key = "vpub5VCLMx8E3q97DsPh78LLgEBsxF7zoHBX69MC2nPVqSn5GpFNQjwWvrGyPCWySenpPQZR5GVmmfW3q1L3B9CJMXnwDqxiKDFpDwxzSMer5ED";

    public static TheoryData<string> Split => ["electron-cash", "electrum", "simulator"];

    [Theory]
    [MemberData(nameof(Split))]
    public void A_twins_wallet_is_restored_offline_from_a_key_that_no_other_user_sees(string dialect)
    {
        var plan = DialectCatalog.Find(dialect)!.Restore(Spec(dialect, DaemonPart.Twin), "/data/making", "/data/making/wallet", Key);

        Assert.Equal($"{dialect} --regtest -D /data/making -w /data/making/wallet --offline restore -", string.Join(' ', plan.Arguments));
        Assert.Equal(Key, plan.Input);
        Assert.DoesNotContain(Key, $"{plan}", StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Split))]
    public void A_signer_has_no_server_and_is_asked_only_whether_it_lives(string dialect)
    {
        var signer = Spec(dialect, DaemonPart.Signer);
        var it = DialectCatalog.Find(dialect)!;
        var plan = it.Plan(signer, Some.Site());
        var config = Some.Json(plan.Files.Single(f => f.Path == "regtest/config").Content);

        Assert.False(config.TryGetProperty("server", out _));
        Assert.True(dialect == "electrum" ? plan.Arguments[^1] == "--offline" : config.GetProperty("offline").GetBoolean());
        Assert.Equal("ping", Assert.Single(it.Probe(signer, Some.Site())).Method);
        Assert.Empty(it.ReadProbe(signer, Some.Site(), Some.Replies("true")).Degradations);
    }

    [Theory]
    [MemberData(nameof(Split))]
    public void Twins_and_signers_tell_their_key_at_each_start_and_who_is_not_split_need_not(string dialect)
    {
        var it = DialectCatalog.Find(dialect)!;
        var calls = it.Awaken(Spec(dialect, DaemonPart.Signer), Some.Site(), Secret.None);

        Assert.Equal("getmpk", calls[^1].Method);
        Assert.Equal(calls.Count - 1, it.Awaken(Spec(dialect, DaemonPart.Whole), Some.Site(), Secret.None).Count);
        Assert.Equal(new ReplyReading.KeyTold(Key), it.ReadAwaken(Spec(dialect, DaemonPart.Twin), Some.Site(), calls.Count - 1, Some.Json($"\"{Key}\""), null));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData("[\"vpub1\", \"vpub2\"]")]
    [InlineData("\"vprv9HiYbuBRBfW9LQq3qJ61T1FCCYj4qyWQTvyo7nrGqFZTJKUxS8eCpWa8im98NKydtN5y1rgYnjGqNJJRcGsiNYvQN8cJMDvtPpwGqGWw5V4\"")]
    public void A_wallet_that_tells_no_such_key_cannot_be_split(string told)
    {
        var reading = Assert.IsType<ReplyReading.Hopeless>(PublicKeyReading.Read(Spec("electrum", DaemonPart.Signer), Some.Json(told)));

        Assert.Contains("Set signers = 0 for wallet store", reading.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_is_told_a_private_key_is_never_taken_for_a_public_one() =>
        Gen.Select(Some.OneOf(["x", "y", "z", "t", "u", "v"]), Gen.String[Gen.Char.AlphaNumeric, 103, 111]).Sample((first, rest) =>
            Assert.IsType<ReplyReading.Hopeless>(PublicKeyReading.Read(Spec("electrum", DaemonPart.Signer), Some.Json(JsonSerializer.Serialize($"{first}prv{rest}")))));

    [Fact]
    public void A_generic_daemon_cannot_be_split() => Assert.False(DialectCatalog.Find("generic")!.CanBeSplit);

    private static DaemonSpec Spec(string dialect, DaemonPart part) => Some.Spec(dialect) with { Part = part, Signer = part == DaemonPart.Twin ? "store-s0" : "" };
}
