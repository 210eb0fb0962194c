namespace MultifdBench.Multifd.Wire;

/// <summary>The flags word of a packet [QEMU multifd.h].</summary>
public static class PacketFlags
{
    /// <summary>The channel reaches a barrier after this packet.</summary>
    public const uint Sync = 0x01;

    /// <summary>Method zlib.</summary>
    public const uint Zlib = 0x02;

    /// <summary>Method zstd.</summary>
    public const uint Zstd = 0x04;

    /// <summary>Method qpl (QEMU 9.1).</summary>
    public const uint Qpl = 0x08;

    /// <summary>Method uadk (QEMU 9.1); known here to be named in errors.</summary>
    public const uint Uadk = 0x10;

    /// <summary>Method qatzip (QEMU 9.2).</summary>
    public const uint Qatzip = 0x20;

    /// <summary>A packet of device state instead of pages (QEMU 10.0); not accepted here.</summary>
    public const uint DeviceState = 0x40;

    /// <summary>All method bits.</summary>
    public const uint MethodMask = Zlib | Zstd | Qpl | Uadk | Qatzip;

    /// <summary>The name of the method bits, for messages.</summary>
    public static string MethodName(uint flags) => (flags & MethodMask) switch
    {
        0 => "none",
        Zlib => "zlib",
        Zstd => "zstd",
        Qpl => "qpl",
        Uadk => "uadk",
        Qatzip => "qatzip",
        uint bits => $"method bits 0x{bits:x}",
    };
}
