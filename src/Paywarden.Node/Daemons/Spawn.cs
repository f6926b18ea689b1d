using System.Runtime.InteropServices;
using System.Text;

namespace Paywarden.Daemons;

/// <summary>One posix_spawn: a session of its own, signals as a shell would give them, nothing open but the three standard descriptors.</summary>
internal static unsafe class Spawn
{
    private const uint OwnerOnly = 0x180; // 0600

    /// <summary>0 and the pid, or an errno.</summary>
    public static int Start(string binary, IEnumerable<string> argv, IEnumerable<KeyValuePair<string, string>> environment, string folder, string input, string output, out int pid)
    {
        var attributes = stackalloc byte[Posix.OpaqueSize];
        var actions = stackalloc byte[Posix.OpaqueSize];
        var set = stackalloc byte[Posix.OpaqueSize];
        _ = Posix.AttributesInit(attributes);
        _ = Posix.ActionsInit(actions);
        var arguments = Block([.. argv]);
        var variables = Block([.. environment.Select(v => $"{v.Key}={v.Value}")]);
        try
        {
            // .NET ignores SIGPIPE, and an ignored signal stays ignored through exec: a daemon would never die of a closed pipe.
            _ = Posix.FillSignals(set);
            _ = Posix.AttributesDefaultSignals(attributes, set);
            _ = Posix.EmptySignals(set);
            _ = Posix.AttributesSignalMask(attributes, set);
            _ = Posix.AttributesFlags(attributes, Posix.SpawnSession | Posix.SpawnDefaultSignals | Posix.SpawnSignalMask);
            _ = Posix.ActionsOpen(actions, 0, input, 0, 0);
            _ = Posix.ActionsOpen(actions, 1, output, Posix.OpenWriteCreateAppend, OwnerOnly);
            _ = Posix.ActionsDuplicate(actions, 1, 2);
            _ = Posix.ActionsChangeFolder(actions, folder);
            return Posix.Spawn(out pid, binary, actions, attributes, arguments, variables);
        }
        finally
        {
            Free(arguments);
            Free(variables);
            _ = Posix.ActionsDestroy(actions);
            _ = Posix.AttributesDestroy(attributes);
        }
    }

    /// <summary>A null-terminated array of null-terminated strings, as execve(2) wants them.</summary>
    private static byte** Block(string[] texts)
    {
        var block = (byte**)NativeMemory.AllocZeroed((nuint)texts.Length + 1, (nuint)sizeof(byte*));
        for (var i = 0; i < texts.Length; i++)
        {
            var size = Encoding.UTF8.GetByteCount(texts[i]);
            block[i] = (byte*)NativeMemory.AllocZeroed((nuint)size + 1);
            Encoding.UTF8.GetBytes(texts[i], new Span<byte>(block[i], size));
        }

        return block;
    }

    private static void Free(byte** block)
    {
        for (var i = 0; block[i] is not null; i++)
        {
            NativeMemory.Free(block[i]);
        }

        NativeMemory.Free(block);
    }
}
