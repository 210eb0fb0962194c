using System.Runtime.Intrinsics.X86;
using MultifdBench.Deflate.Inflate;
using MultifdBench.Deflate.Kernels;

namespace MultifdBench.Tests.Deflate;

/// <summary>Decode tables of random complete codes against a search through the code, and kernel against kernel.</summary>
public sealed unsafe class DecodeTableTests
{
    private const int IndexBits = 10;
    private const int Codes = 60;

    private readonly Random _random = new(17);
    private readonly byte[] _bytes = GC.AllocateArray<byte>(2048, pinned: true);

    [Fact]
    public void EveryIndex_GivesTheSymbolsOfTheCode()
    {
        for (int trial = 0; trial < Codes; trial++)
        {
            byte[] lengths = RandomCode(286, 2 + _random.Next(280));
            uint[] table = Build<VectorKernel>(lengths);
            Assert.Equal(Build<ScalarKernel>(lengths), table);
            var code = new ReferenceCode(lengths);
            for (uint index = 0; index < 1 << IndexBits; index++) Check(table[index], code, index);
        }
    }

    [Fact]
    public void SecondLiterals_AreFoundOften()
    {
        // 128 literals of seven bits with nothing else: three bits of the next are there and tell its length.
        byte[] lengths = new byte[286];
        lengths.AsSpan(0, 128).Fill(7);
        Assert.All(Build<VectorKernel>(lengths)[..(1 << IndexBits)], entry => Assert.Equal(2u, entry >> DecodeEntry.LiteralCountShift));
    }

    [Fact]
    public void Symbols_AreSortedTheSame()
    {
        fixed (byte* lengths = _bytes)
        {
            foreach (int count in (int[])[0, 1, 19, 30, 63, 64, 65, 200, 255, 256])
            {
                for (int trial = 0; trial < 20; trial++)
                {
                    for (int i = 0; i < 512; i++) lengths[i] = (byte)(_random.Next(3) == 0 ? 0 : _random.Next(16));
                    var used = Enumerable.Range(0, count).Where(i => _bytes[i] != 0);
                    byte[] expected = [.. used.OrderBy(i => _bytes[i]).Select(i => (byte)i)];
                    Assert.Equal(expected, Sorted(&ScalarKernel.SortByLength, lengths, count));
                    Assert.Equal(expected, Sorted(&VectorKernel.SortByLength, lengths, count));
                    Assert.Equal(expected, Sorted(&VectorKernel.SortUsed, lengths, count));
                }
            }
        }
    }

    [Fact]
    public void WhatIsKnownOfSeconds_IsTheSame()
    {
        CellRange* ranges = stackalloc CellRange[16];
        byte* known = stackalloc byte[2 * SecondLengths.Bytes];
        for (int trial = 0; trial < 500; trial++)
        {
            int cell = 0;
            for (int length = 1; length < 16; length++)
            {
                int first = Math.Min(cell + _random.Next(3), 32);
                ranges[length] = new CellRange((byte)first, (byte)(cell = Math.Min(cell + _random.Next(12), 32)));
            }

            ScalarKernel.FindSecondLengths(ranges, IndexBits, known);
            VectorKernel.FindSecondLengths(ranges, IndexBits, known + SecondLengths.Bytes);
            Assert.Equal(new Span<byte>(known, SecondLengths.Bytes), new Span<byte>(known + SecondLengths.Bytes, SecondLengths.Bytes));
        }
    }

    [Fact]
    public void Seconds_AreAddedTheSameInBothWidths()
    {
        if (!Avx512Vbmi.IsSupported) return; // then the whole table is what is compared
        uint[] entries = GC.AllocateArray<uint>(2 << IndexBits, pinned: true);
        byte* known = stackalloc byte[SecondLengths.Bytes];
        for (int trial = 0; trial < 100; trial++)
        {
            for (int i = 8; i < SecondLengths.Bytes; i++) known[i] = (byte)(_random.Next(3) == 0 ? 0 : _random.Next(IndexBits + 1));
            for (int i = 0; i < 1 << IndexBits; i++)
                entries[i] = _random.Next(4) == 0 ? (uint)_random.Next() & ~DecodeEntry.Literal : SingleLiteral();
            entries.AsSpan(0, 1 << IndexBits).CopyTo(entries.AsSpan(1 << IndexBits));
            fixed (uint* first = entries)
            {
                VectorKernel.AddSecondsInAvx512(first, IndexBits, known);
                VectorKernel.AddSecondsInAvx2(first + (1 << IndexBits), IndexBits, known);
            }

            Assert.Equal(entries[..(1 << IndexBits)], entries[(1 << IndexBits)..]);
        }
    }

    private uint SingleLiteral() =>
        DecodeEntry.OneLiteral + (uint)_random.Next(256) * 0x100 + (uint)(1 + _random.Next(IndexBits)) * DecodeEntry.LiteralLengthStep;

    private static byte[] Sorted(delegate*<byte*, int, byte*, uint*, void> sort, byte* lengths, int count)
    {
        uint* counts = stackalloc uint[16];
        byte* sorted = stackalloc byte[SortedSymbols.MaxSymbols + SortedSymbols.ReadAhead];
        sort(lengths, count, sorted, counts);
        var given = new ReadOnlySpan<byte>(lengths, count);
        for (byte length = 0; length < 16; length++) Assert.Equal((uint)given.Count(length), counts[length]);
        return new ReadOnlySpan<byte>(sorted, count - (int)counts[0]).ToArray();
    }

    private static void Check(uint entry, ReferenceCode code, uint index)
    {
        (int symbol, int bits) = code.Find(index, IndexBits);
        if (symbol is < 0 or >= 256)
        {
            Assert.Equal(0u, entry & DecodeEntry.Literal);
            return;
        }

        Assert.Equal((uint)symbol, entry >> 8 & 0xff);
        Assert.Equal((uint)bits, entry >> DecodeEntry.FirstBitsShift & DecodeEntry.BitsMask);
        uint count = entry >> DecodeEntry.LiteralCountShift;
        if (count == 1)
        {
            Assert.Equal((uint)bits, entry & DecodeEntry.BitsMask);
            return;
        }

        // Whatever follows what the index holds, a literal of this length is second, and the table knows it.
        Assert.Equal(2u, count);
        uint second = (entry & DecodeEntry.BitsMask) - (uint)bits;
        for (uint beyond = 0; beyond < 1 << bits; beyond++)
        {
            (int next, int nextBits) = code.Find((index | beyond << IndexBits) >> bits, IndexBits);
            Assert.InRange(next, 0, 255);
            Assert.Equal(second, (uint)nextBits);
        }
    }

    private uint[] Build<TKernel>(byte[] lengths)
        where TKernel : struct, IKernel
    {
        uint[] entries = GC.AllocateArray<uint>((1 << IndexBits) + 144 * 32, pinned: true);
        fixed (uint* first = entries)
        {
            var table = new DecodeTable(first, IndexBits, DecodeEntry.LiteralLengthTemplates, hasLiterals: true);
            Assert.Equal(MultifdBench.Deflate.InflateStatus.Done, HuffmanTables.Build<TKernel>(table, lengths));
        }

        return entries;
    }

    /// <summary>A complete code: a tree whose leaves were split at random, its lengths given out at random.</summary>
    private byte[] RandomCode(int symbols, int used)
    {
        List<byte> leaves = [1, 1];
        while (leaves.Count < used)
        {
            int leaf = _random.Next(leaves.Count);
            if (leaves[leaf] == 15) continue;
            leaves.Add(++leaves[leaf]);
        }

        byte[] lengths = new byte[symbols];
        leaves.CopyTo(lengths);
        _random.Shuffle(lengths);
        return lengths;
    }

    /// <summary>A code by its definition [RFC1951 §3.2.2], searched bit by bit.</summary>
    private sealed class ReferenceCode
    {
        private readonly Dictionary<(int Bits, uint Code), int> _symbols = [];

        public ReferenceCode(byte[] lengths)
        {
            uint code = 0;
            for (int bits = 1; bits < 16; bits++, code <<= 1)
            {
                for (int symbol = 0; symbol < lengths.Length; symbol++)
                {
                    if (lengths[symbol] == bits) _symbols[(bits, code++)] = symbol;
                }
            }
        }

        /// <summary>The symbol whose code stands lowest in <paramref name="stream"/>, or −1 where it is longer than that.</summary>
        public (int Symbol, int Bits) Find(uint stream, int maxBits)
        {
            uint code = 0;
            for (int bits = 1; bits <= maxBits; bits++)
            {
                code = code << 1 | (stream >> (bits - 1) & 1);
                if (_symbols.TryGetValue((bits, code), out int symbol)) return (symbol, bits);
            }

            return (-1, 0);
        }
    }
}
