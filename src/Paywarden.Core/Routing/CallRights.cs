using Paywarden.Daemons;

namespace Paywarden.Routing;

/// <summary>The method classes that a user may call.</summary>
public readonly record struct CallRights
{
    private readonly int _classes;

    private CallRights(int classes) => _classes = classes;

    /// <param name="allow">Names of classes; "pay" stands for write, sign and broadcast. Other names give nothing (the configuration refuses them at start).</param>
    public static CallRights Of(IEnumerable<string> allow)
    {
        var classes = 0;
        foreach (var name in allow)
        {
            classes |= name switch
            {
                "read" => Bit(MethodClass.Read),
                "write" => Bit(MethodClass.Write),
                "allocate" => Bit(MethodClass.Allocate),
                "sign" => Bit(MethodClass.Sign),
                "broadcast" => Bit(MethodClass.Broadcast),
                "pay" => Bit(MethodClass.Write) | Bit(MethodClass.Sign) | Bit(MethodClass.Broadcast),
                "secret" => Bit(MethodClass.Secret),
                "admin" => Bit(MethodClass.Admin),
                _ => 0,
            };
        }

        return new CallRights(classes);
    }

    public bool Allow(MethodClass what) => (_classes & Bit(what)) != 0;

    private static int Bit(MethodClass what) => 1 << (int)what;
}
