using System.Text;

namespace Paywarden.JsonRpc;

public sealed class CallHashSpecs
{
    private static readonly string[] Names = ["destination", "amount", "password"];

    [Theory]
    [InlineData("""{"method":"payto","params":{"destination":"a","password":"one"},"id":1}""", """{"method":"payto","params":{"destination":"a","password":"three"},"id":1}""")]
    [InlineData("""{"method":"payto","params":["a",1,"one"],"id":1}""", """{"method":"payto","params":["a",1,{"x":[2]}],"id":1}""")]
    public void Of_a_password_nothing_is_kept(string one, string other) => Assert.Equal(Hash(one), Hash(other));

    [Theory]
    [InlineData("""{"method":"payto","params":["a",1],"id":1}""", """{"method":"payto","params":["a",1],"id":2}""")]
    [InlineData("""{"method":"payto","params":["a",1],"id":1}""", """{"method":"payto","params":["a", 1],"id":1}""")]
    [InlineData("""{"method":"payto","params":["a",1,"x"],"id":1}""", """{"method":"payto","params":["a",2,"x"],"id":1}""")]
    [InlineData("""{"method":"payto","params":["a",1],"id":1}""", """{"method":"payto","params":["a",1,""],"id":1}""")]
    [InlineData("""{"method":"payto","id":1}""", """{"method":"payto","params":null,"id":1}""")]
    public void Every_other_byte_counts(string one, string other) => Assert.NotEqual(Hash(one), Hash(other));

    [Fact]
    public void A_member_of_a_batch_is_no_single_call() => Assert.NotEqual(Hash("""{"method":"x","id":1}"""), Hash("""{"method":"x","id":1}""", "0/2"));

    private static string Hash(string json, string place = "")
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        Assert.Null(RequestPeek.Read(bytes, new RequestLimits(1000, 10), new char[RequestPeek.MaxMethod], out var request));
        return CallHash.Of(bytes, request, Names, place);
    }
}
