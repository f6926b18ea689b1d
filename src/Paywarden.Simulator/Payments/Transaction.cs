using Paywarden.Keys;

namespace Paywarden.Payments;

/// <summary>One coin spent.</summary>
/// <param name="Source">Transaction that made it, as in the raw bytes (reversed hex).</param>
/// <param name="Script">Signature and key; while unsigned 01 ff and the path of the key.</param>
/// <param name="Value">In satoshi, only while unsigned: it stands after the sequence.</param>
internal sealed record TransactionInput(byte[] Source, uint Position, byte[] Script, uint Sequence, long? Value);

/// <summary>One payment of it, in satoshi.</summary>
internal sealed record TransactionOutput(long Value, byte[] Script);

/// <summary>A transaction as the original writes it, with its own form for inputs that lack their signature.</summary>
internal sealed record Transaction(IReadOnlyList<TransactionInput> Inputs, IReadOnlyList<TransactionOutput> Outputs, uint LockTime)
{
    public uint Version { get; init; } = 2;

    public bool Complete => Inputs.All(i => i.Value is null);

    public byte[] Write()
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        writer.Write(Version);
        WriteCount(writer, Inputs.Count);
        foreach (var input in Inputs)
        {
            writer.Write(input.Source);
            writer.Write(input.Position);
            WriteCount(writer, input.Script.Length);
            writer.Write(input.Script);
            writer.Write(input.Sequence);
            if (input.Value is { } value)
            {
                writer.Write(value);
            }
        }

        WriteCount(writer, Outputs.Count);
        foreach (var output in Outputs)
        {
            WriteOutput(writer, output);
        }

        writer.Write(LockTime);
        return memory.ToArray();
    }

    /// <summary>Of one input, as the original writes it: the spent transaction's id in the usual spelling.</summary>
    public static string Spells(TransactionInput input) => $"{IdOf(input.Source)}:{input.Position}";

    public static string IdOf(byte[] source) => Convert.ToHexStringLower([.. source.Reverse()]);

    public string Hex() => Convert.ToHexStringLower(Write());

    public string Id() => Digest.TransactionId(Write());

    /// <returns>Null for what is no transaction, whole and nothing behind it.</returns>
    public static Transaction? Read(string hex)
    {
        try
        {
            using var memory = new MemoryStream(Convert.FromHexString(hex));
            using var reader = new BinaryReader(memory);
            var version = reader.ReadUInt32();
            var inputs = new TransactionInput[ReadCount(reader)];
            for (var i = 0; i < inputs.Length; i++)
            {
                var source = reader.ReadBytes(32);
                var position = reader.ReadUInt32();
                var script = reader.ReadBytes(ReadCount(reader));
                var sequence = reader.ReadUInt32();
                inputs[i] = new TransactionInput(source, position, script, sequence, UnsignedInput.Is(script) ? reader.ReadInt64() : null);
            }

            var outputs = new TransactionOutput[ReadCount(reader)];
            for (var i = 0; i < outputs.Length; i++)
            {
                outputs[i] = new TransactionOutput(reader.ReadInt64(), reader.ReadBytes(ReadCount(reader)));
            }

            var lockTime = reader.ReadUInt32();
            return memory.Position == memory.Length && inputs.Length > 0 ? new Transaction(inputs, outputs, lockTime) { Version = version } : null;
        }
        catch (Exception bad) when (bad is FormatException or EndOfStreamException)
        {
            return null;
        }
    }

    public static void WriteOutput(BinaryWriter writer, TransactionOutput output)
    {
        writer.Write(output.Value);
        WriteCount(writer, output.Script.Length);
        writer.Write(output.Script);
    }

    public static void WriteCount(BinaryWriter writer, int count)
    {
        if (count < 0xfd)
        {
            writer.Write((byte)count);
        }
        else
        {
            writer.Write((byte)0xfd);
            writer.Write((ushort)count);
        }
    }

    private static int ReadCount(BinaryReader reader) => reader.ReadByte() switch
    {
        0xfd => reader.ReadUInt16(),
        > 0xfd => throw new FormatException("more than a rehearsal needs"),
        var small => small,
    };
}
