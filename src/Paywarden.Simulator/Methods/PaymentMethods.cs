using Paywarden.Daemons;

namespace Paywarden.Methods;

internal static class PaymentMethods
{
    public static IEnumerable<Method> For(Session session) => [];
}
