laststraw_parser(slabinfo RECORD slab_caches)
