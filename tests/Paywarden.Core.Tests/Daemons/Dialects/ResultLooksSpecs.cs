using System.Text;

namespace Paywarden.Daemons.Dialects;

public sealed class ResultLooksSpecs
{
    [Theory]
    [InlineData("electron-cash", "payto", """{"error":"Password required"}""", true)]
    [InlineData("electron-cash", "payto", """{"hex":"00","complete":false,"final":true}""", false)]
    [InlineData("electron-cash", "addrequest", "false", true)]
    [InlineData("electron-cash", "addrequest", """{"address":"q"}""", false)]
    [InlineData("electron-cash", "ismine", "false", false)]
    [InlineData("electron-cash", "broadcast", """[false, "error: Server did not answer"]""", true)]
    [InlineData("electron-cash", "broadcast", """[true, "00ff"]""", false)]
    [InlineData("electron-cash", "broadcast", "[]", false)]
    [InlineData("electron-cash", "signtransaction", """{"hex":{"complete":true},"complete":false}""", true)]
    [InlineData("electron-cash", "signtransaction", """{"hex":"00","complete":true,"final":false}""", false)]
    [InlineData("electron-cash", "signtransaction", """{"error":"Password required"}""", true)]
    [InlineData("electron-cash", "signtransaction", "null", false)]
    [InlineData("electron-cash", "importprivkey", "\"Error: bad key\"", true)]
    [InlineData("electron-cash", "importprivkey", "\"Keypair imported: q\"", false)]
    [InlineData("electron-cash", "getbalance", """{"confirmed":"0"}""", false)]
    [InlineData("electron-cash", "getbalance", "{}", false)]
    [InlineData("electrum", "add_request", "false", true)]
    [InlineData("electrum", "is_synchronized", "false", false)]
    [InlineData("electrum", "signtransaction", "\"cHNidP8BAH0\"", true)]
    [InlineData("electrum", "signtransaction", "\"0200000000\"", false)]
    [InlineData("electrum", "payto", "\"cHNidP8BAH0\"", false)]
    [InlineData("simulator", "broadcast", """[false,"error: x"]""", true)]
    [InlineData("generic", "broadcast", """[false,"error: x"]""", false)]
    public void A_refusal_in_the_clothes_of_a_result_is_seen(string dialect, string method, string result, bool failure) =>
        Assert.Equal(failure, DialectCatalog.Find(dialect)!.LooksLikeFailure(method, Encoding.UTF8.GetBytes(result)));
}
