namespace MultifdBench.Multifd.Wire;

/// <summary>
/// What a source may add to its configuration record. Each kind has its own body without a length, so one that is not known here ends the
/// reading [QEMU savevm.c, <c>vmstate_configuration</c>].
/// </summary>
internal static class ConfigurationSubsection
{
    private const int MaxCapabilities = 64;
    private const int PageBits = 12;

    /// <summary>Reads one, behind its type byte.</summary>
    /// <exception cref="WireException">It is not known, or says something that the rest of this reader does not do.</exception>
    public static void Read(MainStreamInput input)
    {
        string name = input.GetName();
        input.Get32();
        switch (name)
        {
            case "configuration/target-page-bits": ReadPageBits(input); break;
            case "configuration/capabilities": ReadCapabilities(input); break;
            case "configuration/uuid": input.Get(stackalloc byte[16]); break;
            default: throw new WireException($"main stream: sub-section '{name}' of the configuration is not known");
        }
    }

    private static void ReadPageBits(MainStreamInput input)
    {
        uint bits = input.Get32();
        if (bits != PageBits)
            throw new WireException($"main stream: the guest's pages have 2^{bits} bytes; only 4096-byte pages are supported");
    }

    private static void ReadCapabilities(MainStreamInput input)
    {
        uint count = input.Get32();
        if (count > MaxCapabilities) throw new WireException($"main stream: {count} capabilities, at most {MaxCapabilities} are possible");
        for (uint i = 0; i < count; i++)
        {
            string name = input.GetName();
            // Both change what follows: guest addresses in the block list, pages at fixed places of a file.
            if (name is "x-ignore-shared" or "mapped-ram")
                throw new WireException($"main stream: capability {name} is not supported; turn it off at the source");
        }
    }
}
