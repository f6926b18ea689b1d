using System.Collections.Frozen;
using Paywarden.Daemons;

namespace Paywarden.Ledger;

/// <summary>Calls about receiving that the ledger answers.</summary>
public enum AddressCall
{
    /// <summary>Our own: an address, and a request where an amount or a time is named.</summary>
    New,

    /// <summary>A request, in the daemon's form.</summary>
    Request,

    /// <summary>An address, as the daemon's plain text.</summary>
    Create,

    /// <summary>The user's address to show around: the same until somebody paid to it.</summary>
    Unused,

    Get,
    List,
    Remove,
    Clear,
}

/// <param name="Parameters">In positional order. Null: as the dialect's table has them.</param>
public sealed record AddressMethod(AddressCall Call, string Name, MethodClass Class, IReadOnlyList<string>? Parameters = null)
{
    /// <summary>By name only: our own calls are.</summary>
    public bool IsOurs => Call == AddressCall.New;

    private static readonly AddressMethod[] OfAll =
    [
        new(AddressCall.New, "newaddress", MethodClass.Allocate, ["memo", "amount", "expires_in", "idempotency_key"]),
        new(AddressCall.Create, "createnewaddress", MethodClass.Allocate),
        new(AddressCall.Unused, "getunusedaddress", MethodClass.Allocate),
    ];

    private static readonly FrozenDictionary<string, AddressMethod> OfElectronCash = Table(
        new(AddressCall.Request, "addrequest", MethodClass.Allocate),
        new(AddressCall.Get, "getrequest", MethodClass.Read),
        new(AddressCall.List, "listrequests", MethodClass.Read),
        new(AddressCall.Remove, "rmrequest", MethodClass.Write),
        new(AddressCall.Clear, "clearrequests", MethodClass.Write));

    private static readonly FrozenDictionary<string, AddressMethod> OfElectrum = Table(
        new(AddressCall.Request, "add_request", MethodClass.Allocate),
        new(AddressCall.Get, "get_request", MethodClass.Read),
        new(AddressCall.List, "list_requests", MethodClass.Read),
        new(AddressCall.Remove, "delete_request", MethodClass.Write),
        new(AddressCall.Clear, "clear_requests", MethodClass.Write));

    /// <summary>Null: the ledger of such a wallet does not answer it.</summary>
    public static AddressMethod? Find(string dialect, ReadOnlySpan<char> name) => dialect switch
    {
        "simulator" or "electron-cash" => Find(OfElectronCash, name),
        "electrum" => Find(OfElectrum, name),
        _ => null,
    };

    private static AddressMethod? Find(FrozenDictionary<string, AddressMethod> table, ReadOnlySpan<char> name) =>
        table.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var method) ? method : null;

    private static FrozenDictionary<string, AddressMethod> Table(params IEnumerable<AddressMethod> own) =>
        OfAll.Concat(own).ToFrozenDictionary(m => m.Name, StringComparer.Ordinal);
}
