/**
 * The first value of a field that will hold more than a small whole number. V8 stores a field the way its first value asks for;
 * one that begins as 0 and grows beyond 2^31, or to a fraction, gives its object another hidden class in the middle of the first
 * run, and all machine code that knew the object is thrown away. So such fields begin with a fraction and are set to 0 at once.
 */
export const WIDE = 0.5;
