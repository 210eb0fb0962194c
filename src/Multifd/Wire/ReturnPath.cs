using System.Buffers.Binary;
using MultifdBench.Multifd.Transport;

namespace MultifdBench.Multifd.Wire;

/// <summary>What a destination answers on the main connection, where the source has opened a return path.</summary>
internal static class ReturnPath
{
    /// <summary>The last message: everything has been applied (SHUT with value 0).</summary>
    public static void Acknowledge(IConnection main)
    {
        Span<byte> message = stackalloc byte[8];
        BinaryPrimitives.WriteUInt16BigEndian(message, MainStream.ReturnPathShut);
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], sizeof(uint));
        BinaryPrimitives.WriteUInt32BigEndian(message[4..], 0);
        main.Send(message);
    }
}
