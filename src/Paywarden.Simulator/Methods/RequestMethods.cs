using System.Text.Json.Nodes;
using Paywarden.Daemons;
using Paywarden.JsonRpc;
using Paywarden.Wallets;

namespace Paywarden.Methods;

/// <summary>Addresses handed out, with and without a stored request.</summary>
internal static class RequestMethods
{
    // The original's cost of rewriting one stored request; ours is a tenth of it, and callers should meet the same slope.
    private const double MillisecondsPerRequest = 0.02;

    public static IEnumerable<Method> For(Session session) =>
    [
        new("createnewaddress", Needs.Wallet, "", _ => Create(session.Current!)),
        new("getunusedaddress", Needs.Wallet, "", _ => session.Current!.Unused()
            ?? throw RpcFault.Python("AttributeError", "'NoneType' object has no attribute 'to_ui_string'", "getunusedaddress")),
        new("addrequest", Needs.Wallet, "amount memo? expiration? force? payment_url? index_url?", call => Add(session.Current!, call)),
        new("getrequest", Needs.Wallet, "key", call => Get(session, call)),
        new("listrequests", Needs.Wallet, "pending? expired? paid?", call => List(session.Current!, call)),
        new("rmrequest", Needs.Wallet, "address", call => Remove(session.Current!, ChainMethods.Normal(session, call.Required("address")))),
        new("clearrequests", Needs.Wallet, "", _ => Clear(session.Current!)),
    ];

    private static string Create(Wallet wallet)
    {
        var address = wallet.Create();
        wallet.UnsavedSince = wallet.UnsavedSince == 0 ? Environment.TickCount64 : wallet.UnsavedSince;
        return address;
    }

    /// <summary>False, not an error, when every address within the gap has a request.</summary>
    private static JsonNode Add(Wallet wallet, CallArguments call)
    {
        var address = wallet.Unused();
        if (address is null)
        {
            if (!call.Flag("force"))
            {
                return false;
            }

            address = wallet.Create();
        }

        var expiration = call.Whole("expiration");
        var request = new PaymentRequest(address, Amount.Read(call["amount"] ?? default), call.Text("memo") ?? "", Session.Now, expiration is 0 ? null : expiration);
        wallet.Requests.Add(request);
        Store(wallet);
        return request.Show(Session.Now, wallet.Received(address));
    }

    private static JsonObject Get(Session session, CallArguments call)
    {
        var address = ChainMethods.Normal(session, call.Required("key"));
        return session.Current!.Requests.Find(r => r.Address == address)?.Show(Session.Now, session.Current.Received(address))
            ?? throw RpcFault.Python("BaseException", "Request not found", "getrequest");
    }

    private static JsonArray List(Wallet wallet, CallArguments call)
    {
        var now = Session.Now;
        var status = call.Flag("pending") ? "Pending" : call.Flag("expired") ? "Expired" : call.Flag("paid") ? "Paid" : null;
        return new JsonArray([.. wallet.Requests.Where(r => status is null || r.StatusAt(now, wallet.Received(r.Address)) == status).Select(r => r.Show(now, wallet.Received(r.Address)))]);
    }

    /// <summary>Frees the address: the next request gets it again.</summary>
    private static bool Remove(Wallet wallet, string address)
    {
        var found = wallet.Requests.RemoveAll(r => r.Address == address) > 0;
        if (found)
        {
            Store(wallet);
        }

        return found;
    }

    private static JsonNode? Clear(Wallet wallet)
    {
        while (wallet.Requests.Count > 0)
        {
            Remove(wallet, wallet.Requests[0].Address);
        }

        return null;
    }

    private static void Store(Wallet wallet)
    {
        Thread.Sleep((int)(wallet.Requests.Count * MillisecondsPerRequest));
        Session.Save(wallet);
    }
}
