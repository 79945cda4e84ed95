import { LEADING_ELSEWHERE } from './support/plants.ts';
import { playPlants } from './support/play-plants.ts';

playPlants(LEADING_ELSEWHERE);
