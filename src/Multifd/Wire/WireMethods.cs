namespace MultifdBench.Multifd.Wire;

/// <summary>A method as packets name it.</summary>
/// <param name="Name">QEMU's <c>multifd-compression</c> value.</param>
/// <param name="Flag">Its bits of the flags word; 0 for pages as they are.</param>
public readonly record struct WireMethod(string Name, uint Flag);

/// <summary>
/// The methods that a packet may name, whether its reader takes them or not. The protocol itself knows none. Immutable, thread-safe.
/// </summary>
public sealed class WireMethods
{
    private readonly IReadOnlyList<WireMethod> _methods;

    /// <param name="methods">Each flag once; a flag may have several bits.</param>
    /// <exception cref="ArgumentException">Two methods have the same flag, or a flag has a bit with another meaning.</exception>
    public WireMethods(IReadOnlyList<WireMethod> methods)
    {
        _methods = methods;
        foreach (WireMethod method in methods) Mask |= method.Flag;
        if ((Mask & (PacketFlags.Sync | PacketFlags.DeviceState)) != 0)
            throw new ArgumentException("A method's flag has a bit that the protocol uses otherwise.", nameof(methods));
        if (methods.GroupBy(method => method.Flag).FirstOrDefault(group => group.Count() > 1) is { } same)
            throw new ArgumentException(
                $"The methods {string.Join(", ", same.Select(method => method.Name))} have the same flag 0x{same.Key:x}.", nameof(methods));
    }

    /// <summary>All bits of all methods.</summary>
    public uint Mask { get; }

    /// <summary>These and one more, unless its flag is among them.</summary>
    public WireMethods With(WireMethod method) => _methods.Any(known => known.Flag == method.Flag) ? this : new([.. _methods, method]);

    /// <summary>The name of a flags word's method, for messages.</summary>
    public string NameOf(uint flags)
    {
        uint bits = flags & Mask;
        foreach (WireMethod method in _methods)
        {
            if (method.Flag == bits) return method.Name;
        }

        return $"method bits 0x{bits:x}";
    }
}
