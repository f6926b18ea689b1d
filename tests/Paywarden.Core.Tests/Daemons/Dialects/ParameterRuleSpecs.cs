using System.Text;
using System.Text.Json;
using CsCheck;

namespace Paywarden.Daemons.Dialects;

public sealed class ParameterRuleSpecs
{
    private static readonly MethodEntry[] Restricted =
        [.. MethodFile.Load("electron-cash").Entries.Concat(MethodFile.Load("electrum").Entries).Where(e => e.Parameters is not null)];

    private static readonly Gen<MethodEntry> AnyMethod = Some.OneOf(Restricted);

    [Theory]
    [InlineData("electron-cash", "history", "[2024, true, false]", true)]
    [InlineData("electron-cash", "history", "[2024, true, false, true]", false)]
    [InlineData("electron-cash", "history", """{"use_net":true}""", false)]
    [InlineData("electron-cash", "history", """{"use_net":false,"timeout":null}""", true)]
    [InlineData("electron-cash", "payto", """["bchreg:q", "0.005", null, 1, null, null, false, true]""", true)]
    [InlineData("electron-cash", "payto", """["bchreg:q", "0.005", null, 1, null, null, true, true]""", false)]
    [InlineData("electron-cash", "payto", """{"destination":"q","amount":"1","addtransaction":true}""", false)]
    [InlineData("electron-cash", "payto", """{"destination":"q","amount":"1","password":"p","unsigned":true}""", true)]
    [InlineData("electron-cash", "signtransaction", """["00", "private key"]""", false)]
    [InlineData("electron-cash", "ping", "[1]", false)]
    [InlineData("electron-cash", "ping", "[]", true)]
    [InlineData("electron-cash", "ping", "", true)]
    [InlineData("electron-cash", "getbalance", """{"anything":1}""", true)]
    [InlineData("electrum", "getbalance", """{"wallet":"/w"}""", true)]
    [InlineData("electrum", "payto", """{"destination":"q","amount":"1","\u0061ddtransaction":true}""", false)]
    public void Calls_are_allowed_or_refused(string dialect, string method, string parameters, bool allowed)
    {
        Assert.True(MethodFile.Load(dialect).TryGet(method, out var entry));

        Assert.Equal(allowed, Refuse(entry, parameters) is null);
    }

    [Fact]
    public void Everything_that_a_method_takes_may_be_given_by_name_or_place() =>
        AnyMethod.Sample(method =>
        {
            var open = method.Parameters!.ToDictionary(p => p, p => method.Withheld.Contains(p) ? null : new Dictionary<string, int[]> { ["x"] = [1, 2] });

            Assert.Null(Refuse(method, JsonSerializer.Serialize(open)));
            Assert.Null(Refuse(method, JsonSerializer.Serialize(open.Values)));
        });

    [Fact]
    public void One_more_by_place_and_any_other_name_is_refused() =>
        Gen.Select(AnyMethod, Gen.String[Gen.Char.AlphaNumeric, 1, 12]).Where((method, name) => !method.Parameters!.Contains(name)).Sample((method, name) =>
        {
            Assert.NotNull(Refuse(method, JsonSerializer.Serialize(new int?[method.Parameters!.Count + 1])));
            Assert.Contains(name, Refuse(method, JsonSerializer.Serialize(new Dictionary<string, int> { [name] = 1 })), StringComparison.Ordinal);
        });

    [Fact]
    public void A_withheld_parameter_is_refused_by_name_and_by_place() =>
        Some.OneOf([.. Restricted.SelectMany(m => m.Withheld.Select(w => (Method: m, Name: w)))]).Sample(withheld =>
        {
            var places = withheld.Method.Parameters!.Select(p => p == withheld.Name ? "1" : "null");

            Assert.Contains(withheld.Name, Refuse(withheld.Method, $"[{string.Join(',', places)}]"), StringComparison.Ordinal);
            Assert.Contains(withheld.Name, Refuse(withheld.Method, $$"""{"{{withheld.Name}}":"x"}"""), StringComparison.Ordinal);
        });

    private static string? Refuse(MethodEntry method, string parameters) => ParameterRule.Refuse(method, Encoding.UTF8.GetBytes(parameters));
}
