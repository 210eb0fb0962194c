namespace MultifdBench.Tests.Deflate;

/// <summary>Damage to a stream, as the fuzz tests do it.</summary>
internal static class Mutation
{
    /// <summary>The stream with one to three seeded changes: a bit, a byte, eight bytes, or the end cut off.</summary>
    public static byte[] Of(byte[] stream, Random random)
    {
        byte[] mutated = [.. stream];
        int length = stream.Length;
        for (int changes = random.Next(1, 4); changes > 0; changes--)
        {
            // Headers are a few dozen bytes: half of the changes go there.
            int at = random.Next(random.Next(2) == 0 ? Math.Min(length, 80) : length);
            switch (random.Next(4))
            {
                case 0: mutated[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: mutated[at] = (byte)random.Next(256); break;
                case 2: length = Math.Max(1, at); break;
                default: random.NextBytes(mutated.AsSpan(at, Math.Min(8, length - at))); break;
            }
        }

        return mutated[..length];
    }
}
