"""The generator of the example's submissions: real places, made-up people and figures (合成数据)."""
