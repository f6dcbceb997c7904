/**
 * A simulated Fonoster deployment: agents, and what it takes to make and to reach them. There are two generations of
 * it that have nothing but their purpose in common.
 *
 * What only a real deployment could tell is a choice of ours, and said so where it is made.
 *
 * @import { Vendor } from "../core.js"
 * @import { FonosterFixtures } from "../index.js"
 */
import * as v1beta1 from "./fonoster/v1beta1.js";
import * as v1beta2 from "./fonoster/v1beta2.js";

const GENERATIONS = { v1beta1, v1beta2 };

/** @param {FonosterFixtures} fixtures */
const generationOf = ({ generation = "v1beta2" }) => {
  if (!Object.hasOwn(GENERATIONS, generation)) throw new RangeError(`generation is one of ${Object.keys(GENERATIONS).join(", ")}`);
  return GENERATIONS[generation];
};

/** @type {Vendor} */
export const fonoster = {
  address: "https://api.fonoster.com",
  cors: (fixtures) => generationOf(fixtures).cors,
  secrets: {
    headers: ["token", "access_key_secret", "authorization", "cookie"],
    query: [],
    fields: ["accessKeySecret", "password", "twoFactorCode", "code", "refreshToken", "secret"],
  },
  refusal: (fault, request, fixtures) => generationOf(fixtures).refusal(fault, request, fixtures),
  readable: v1beta2.readable,
  options: {
    agents: { help: "agents of the workspace", initial: 40 },
    foreignAgents: { help: "agents of another workspace between them", initial: 20 },
  },
  create: (context, fixtures) => generationOf(fixtures).create(context, fixtures),
};
